// Passkeys: asks the device and hands its answer to the hub. The pages work without this file, by password and code.
const base = '/api/sign-in/passkey/';
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function ask(path, body) {
  const answer = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function authenticate(next) {
  const asked = await ask('generate-authenticate-options');
  const key = await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
  return ask('verify-authentication', {
    next,
    response: {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      clientExtensionResults: key.getClientExtensionResults(),
      authenticatorAttachment: key.authenticatorAttachment ?? undefined,
      response: {
        authenticatorData: text(authenticatorData),
        clientDataJSON: text(clientDataJSON),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : undefined,
      },
    },
  });
}

async function register(next) {
  const asked = await ask('generate-register-options');
  const key = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials),
    },
  });
  return ask('verify-registration', {
    next,
    response: {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      clientExtensionResults: key.getClientExtensionResults(),
      authenticatorAttachment: key.authenticatorAttachment ?? undefined,
      response: {
        attestationObject: text(key.response.attestationObject),
        clientDataJSON: text(key.response.clientDataJSON),
        transports: key.response.getTransports?.() ?? [],
      },
    },
  });
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const offer of document.querySelectorAll('[data-passkey]')) {
    const button = offer.querySelector('button');
    const failed = offer.querySelector('[role=alert]');
    offer.hidden = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      failed.hidden = true;
      try {
        const next = offer.dataset.next;
        const answer = await (offer.dataset.passkey === 'register' ? register(next) : authenticate(next));
        location.assign(answer.next);
      } catch {
        failed.hidden = false;
      }
      button.disabled = false;
    });
  }
}
