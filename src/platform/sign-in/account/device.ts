/** 「Chrome（Windows）」 from a browser's own description. Only for the owner's eye: nothing depends on it. */
export function deviceName(userAgent: string | null): string | undefined {
  const text = userAgent ?? '';
  const browsers: readonly [RegExp, string][] = [
    [/\bEdgA?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bSamsungBrowser\//, 'Samsung Internet'],
    [/\b(Firefox|FxiOS)\//, 'Firefox'],
    [/\b(HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ];
  const systems: readonly [RegExp, string][] = [
    [/\biPhone\b/, 'iPhone'],
    [/\biPad\b/, 'iPad'],
    [/\bAndroid\b/, 'Android'],
    [/\bWindows\b/, 'Windows'],
    [/\bCrOS\b/, 'ChromeOS'],
    [/\bMac OS X\b/, 'Mac'],
    [/\bLinux\b/, 'Linux'],
  ];
  const first = (list: readonly [RegExp, string][]) => list.find(([sign]) => sign.test(text))?.[1];
  const named = [first(browsers), first(systems)].filter(Boolean);
  return named.length > 0 ? named.join('・') : undefined;
}
