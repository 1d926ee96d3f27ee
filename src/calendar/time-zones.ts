// The runtime's data still answers with names that the time-zone database has replaced.
const MODERN_NAMES: Readonly<Record<string, string>> = {
  PRC: 'Asia/Shanghai',
  'Asia/Chongqing': 'Asia/Shanghai',
  'Asia/Harbin': 'Asia/Shanghai',
  'Asia/Kashgar': 'Asia/Urumqi',
  'US/Eastern': 'America/New_York',
  'US/Central': 'America/Chicago',
  'US/Mountain': 'America/Denver',
  'US/Pacific': 'America/Los_Angeles',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Godthab': 'America/Nuuk',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'Africa/Asmera': 'Africa/Asmara',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

const MAX_KNOWN = 2_000;
const known = new Map<string, string | null>();

/**
 * The IANA id in its current spelling (`asia/shanghai` and `PRC` give `Asia/Shanghai`), or null. An offset such as
 * `+08:00` or `GMT+8` is no zone: it does not know when clocks change.
 */
export function canonicalZone(id: string): string | null {
  const found = known.get(id);
  if (found !== undefined) return found;
  const canonical = resolve(id.trim());
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(id, canonical);
  return canonical;
}

function resolve(id: string): string | null {
  if (!/^[A-Za-z]/.test(id)) return null;
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: id }).resolvedOptions().timeZone;
    return MODERN_NAMES[resolved] ?? resolved;
  } catch {
    return null;
  }
}
