import { readFileSync } from 'node:fs';
import { parseSettings, type Settings, SettingsError, type SettingsPart } from './settings.js';

const KEY_FILE = 'DKIM_PRIVATE_KEY_FILE';

/** The settings of this process. Nothing else reads the environment. */
export function readSettings(parts?: readonly SettingsPart[]): Settings {
  const file = process.env[KEY_FILE];
  const isUsed = (parts === undefined || parts.includes('providers')) && file !== undefined && file !== '';
  return parseSettings(isUsed ? { ...process.env, DKIM_PRIVATE_KEY: readKey(file) } : process.env, parts);
}

/** The environment for a child that needs nothing of ours but a path and a neutral language. */
export function minimalEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError([
      `${KEY_FILE} names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`,
    ]);
  }
}
