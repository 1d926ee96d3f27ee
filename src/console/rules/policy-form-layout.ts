import { CHANNELS } from '../../kernel/words.js';
import { CAP_FIELDS, QUARANTINE_FIELDS, WINDOW_FIELDS } from './policy-form.js';

interface FormField {
  readonly name: string;
  readonly label: string;
}

/** The fields of a policy's form by channel, and those that hold for all. */
export function policyFormLayout() {
  const windows = (group: string): FormField[] =>
    WINDOW_FIELDS.map((type) => ({ name: `${group}.${type}`, label: `console.rules.window.${type}` }));
  return {
    channels: CHANNELS.map((channel) => ({
      channel,
      windows: windows(`windows.${channel}`),
      holidayWindows: windows(`holidayCampaign.${channel}`),
      guard: `windows.${channel}.guardMinutes`,
      caps: CAP_FIELDS.map((cap): FormField => ({
        name: `caps.${channel}.${cap}`,
        label: `console.rules.field.${cap}`,
      })),
    })),
    limits: [
      { name: 'caps.anyPer24h', label: 'console.rules.field.anyPer24h' },
      ...QUARANTINE_FIELDS.map((name) => ({ name: `quarantineDays.${name}`, label: `console.rules.field.${name}` })),
      { name: 'refusalCoolOffDays', label: 'console.rules.field.refusal' },
    ],
  };
}
