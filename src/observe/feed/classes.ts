/**
 * The classes of an event: the Reference Security Incident Taxonomy (RSIT, ENISA/TF-CSIRT) with the additions that feeds
 * use, and older names that still arrive.
 */
const byTaxonomy = {
  'abusive-content': ['spam', 'harmful-speech', 'violence'],
  'malicious-code': ['infected-system', 'c2-server', 'malware-distribution', 'malware-configuration'],
  'information-gathering': ['scanner', 'sniffing', 'social-engineering'],
  'intrusion-attempts': ['ids-alert', 'brute-force', 'exploit'],
  intrusions: [
    'privileged-account-compromise',
    'unprivileged-account-compromise',
    'application-compromise',
    'system-compromise',
    'burglary',
  ],
  availability: ['dos', 'ddos', 'misconfiguration', 'sabotage', 'outage'],
  'information-content-security': [
    'unauthorised-information-access',
    'unauthorised-information-modification',
    'data-loss',
    'data-leak',
  ],
  fraud: ['unauthorised-use-of-resources', 'copyright', 'masquerade', 'phishing'],
  vulnerable: [
    'weak-crypto',
    'ddos-amplifier',
    'potentially-unwanted-accessible',
    'information-disclosure',
    'vulnerable-system',
  ],
  other: ['blacklist', 'blocklist', 'dga-domain', 'malware', 'other', 'proxy', 'tor', 'undetermined'],
  test: ['test'],
} as const satisfies Record<string, readonly string[]>;

/** Every taxonomy, the coarse class of an event. */
export const taxonomies: readonly string[] = Object.keys(byTaxonomy);

/** Type of event → the taxonomy it belongs to. */
export const taxonomyOf: ReadonlyMap<string, string> = new Map(
  Object.entries(byTaxonomy).flatMap(([taxonomy, kinds]) => kinds.map((kind) => [kind, taxonomy] as const)),
);

/** Names of types from older editions of the taxonomy → today's name. Written with hyphens. */
export const renamedTypes: ReadonlyMap<string, string> = new Map([
  ['backdoor', 'system-compromise'],
  ['botnet-drone', 'infected-system'],
  ['c&c', 'c2-server'],
  ['c2server', 'c2-server'],
  ['cnc', 'c2-server'],
  ['c-and-c', 'c2-server'],
  ['compromised', 'system-compromise'],
  ['cracked', 'system-compromise'],
  ['defacement', 'unauthorised-information-modification'],
  ['dropzone', 'other'],
  ['denial-of-service', 'dos'],
  ['distributed-denial-of-service', 'ddos'],
  ['ids-alerts', 'ids-alert'],
  ['infected', 'infected-system'],
  ['leak', 'data-leak'],
  ['ransomware', 'infected-system'],
  ['unauthorized-command', 'system-compromise'],
  ['unauthorized-login', 'system-compromise'],
  ['unauthorized-information-access', 'unauthorised-information-access'],
  ['unauthorized-information-modification', 'unauthorised-information-modification'],
  ['unauthorized-use-of-resources', 'unauthorised-use-of-resources'],
  ['unknown', 'undetermined'],
  ['vulnerable-client', 'vulnerable-system'],
  ['vulnerable-service', 'vulnerable-system'],
  ['harmful-content', 'harmful-speech'],
]);

/** Older names of taxonomies → today's. Written with hyphens. */
export const renamedTaxonomies: ReadonlyMap<string, string> = new Map([
  ['information-security', 'information-content-security'],
  ['intrusion', 'intrusions'],
  ['intrusion-attempt', 'intrusion-attempts'],
  ['vulnerability', 'vulnerable'],
]);
