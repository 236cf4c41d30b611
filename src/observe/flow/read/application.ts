/** Names of protocols recognised from how a conversation begins. Only the name is kept. */

/** Stored as a number on the way to the store; the index is the number. */
export const applications = [
  '',
  'ssh',
  'http',
  'ssl',
  'smtp',
  'ftp',
  'dns',
  'pop3',
  'imap',
  'rdp',
  'smb',
  'telnet',
] as const;

/** The number of the protocol the first octets of a payload show, 0 for none. */
export function recogniseApplication(
  bytes: Uint8Array,
  start: number,
  end: number,
  protocol: number,
  port: number,
): number {
  const length = end - start;
  if (protocol === 17) return port === 53 && length >= 12 ? 6 : 0;
  if (length < 4) return 0;
  const word = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 5)));
  if (word.startsWith('SSH-')) return 1;
  if (/^(GET |POST|HEAD|PUT |CONN|OPTI|DELE|HTTP)/.test(word)) return 2;
  // A TLS record of type handshake, major version 3.
  if (bytes[start] === 22 && bytes[start + 1] === 3) return 3;
  if (/^(220[ -]|EHLO|HELO)/.test(word)) return port === 21 ? 5 : 4;
  if (word.startsWith('+OK ')) return 7;
  if (word.startsWith('* OK')) return 8;
  // TPKT with a connection request, SMB's magic behind a NetBIOS header, Telnet's option negotiation.
  if (bytes[start] === 3 && bytes[start + 1] === 0 && length >= 6 && bytes[start + 5] === 0xe0) return 9;
  if (length >= 8 && bytes[start] === 0 && (bytes[start + 4] ?? 0) >= 0xfe && bytes[start + 5] === 0x53) return 10;
  if (bytes[start] === 255 && (bytes[start + 1] ?? 0) >= 251) return 11;
  return 0;
}
