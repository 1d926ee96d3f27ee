import { parseSettings, type Settings, type SettingsPart } from './settings.js';

/** The settings of this process. Nothing else reads the environment. */
export function readSettings(parts?: readonly SettingsPart[]): Settings {
  return parseSettings(process.env, parts);
}

/** The environment for a child that needs nothing of ours but a path and a neutral language. */
export function minimalEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
}
