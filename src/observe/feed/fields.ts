/**
 * The field names of a normalised event and what a value of each must look like.
 * The names are IntelMQ's (data harmonisation), because every feed owner and CERT tool speaks them already.
 */
export type FieldType =
  | 'ip'
  | 'network'
  | 'fqdn'
  | 'url'
  | 'time'
  | 'asn'
  | 'port'
  | 'int'
  | 'float'
  | 'bool'
  | 'text'
  | 'lower'
  | 'upper'
  | 'word'
  | 'cc'
  | 'tlp'
  | 'taxonomy'
  | 'class'
  | 'registry'
  | 'transport'
  | 'json'
  | 'object'
  | 'base64'
  | 'reserved';

const places: readonly (readonly [name: string, type: FieldType])[] = [
  ['abuse_contact', 'lower'],
  ['account', 'text'],
  ['allocated', 'time'],
  ['as_name', 'text'],
  ['asn', 'asn'],
  ['domain_suffix', 'fqdn'],
  ['fqdn', 'fqdn'],
  ['geolocation.cc', 'cc'],
  ['geolocation.city', 'text'],
  ['geolocation.country', 'text'],
  ['geolocation.latitude', 'float'],
  ['geolocation.longitude', 'float'],
  ['geolocation.region', 'text'],
  ['geolocation.state', 'text'],
  ['ip', 'ip'],
  ['local_hostname', 'text'],
  ['local_ip', 'ip'],
  ['network', 'network'],
  ['port', 'port'],
  ['registry', 'registry'],
  ['reverse_dns', 'fqdn'],
  ['tor_node', 'bool'],
  ['url', 'url'],
  ['urlpath', 'text'],
];

/** Every harmonised field with its type. `extra.*` is free and not listed. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ...['source', 'destination'].flatMap((side) => places.map(([name, type]) => [`${side}.${name}`, type] as const)),
  ['source.geolocation.cymru_cc', 'cc'],
  ['source.geolocation.geoip_cc', 'cc'],
  ['classification.identifier', 'text'],
  ['classification.taxonomy', 'taxonomy'],
  ['classification.type', 'class'],
  ['comment', 'text'],
  ['event_description.target', 'text'],
  ['event_description.text', 'text'],
  ['event_description.url', 'url'],
  ['event_hash', 'upper'],
  ['extra', 'object'],
  ['feed.accuracy', 'float'],
  ['feed.code', 'text'],
  ['feed.documentation', 'text'],
  ['feed.name', 'text'],
  ['feed.provider', 'text'],
  ['feed.url', 'url'],
  ['malware.hash.md5', 'text'],
  ['malware.hash.sha1', 'text'],
  ['malware.hash.sha256', 'text'],
  ['malware.name', 'word'],
  ['malware.version', 'text'],
  ['misp.attribute_uuid', 'lower'],
  ['misp.event_uuid', 'lower'],
  ['output', 'json'],
  ['product.full_name', 'text'],
  ['product.name', 'text'],
  ['product.vendor', 'text'],
  ['product.version', 'text'],
  ['product.vulnerabilities', 'text'],
  ['protocol.application', 'word'],
  ['protocol.transport', 'transport'],
  ['raw', 'base64'],
  ['rtir_id', 'int'],
  ['screenshot_url', 'url'],
  ['severity', 'lower'],
  ['status', 'text'],
  ['time.observation', 'time'],
  ['time.source', 'time'],
  ['tlp', 'tlp'],
]);

/** The type of a field; everything under `extra.` and every unknown name is text. */
export function typeOfField(field: string): FieldType {
  return fieldTypes.get(field) ?? 'text';
}

/** Is this a name a mapping may fill: a harmonised field, or anything below `extra.`? */
export function isField(field: string): boolean {
  return fieldTypes.has(field) || /^extra\.[^\s]/.test(field);
}
