import type { Organisation } from './organisation.js';
import type { Settings } from './settings.js';

/** Settings as they are at run time: the secret is always there, the data folder is absolute and can be used. */
export type RunningSettings = Settings & { readonly secretKey: string };

/** Where the console keeps what it changed of the organisation; an empty answer means nothing was changed. */
export abstract class OrganisationOverrides {
  abstract load(): Promise<Partial<Organisation>>;
}

/** The settings of this process, by injection. */
export class SettingsService {
  constructor(
    readonly settings: RunningSettings,
    private readonly overrides: OrganisationOverrides | null = null,
  ) {}

  /** The organisation; what was set in the console wins over the environment. */
  async organisation(): Promise<Organisation> {
    return { ...this.settings.organisation, ...(await this.overrides?.load()) };
  }

  /** Whether SMS goes to the sandbox because no provider is configured. */
  smsIsSandboxed(): boolean {
    return this.settings.smsRoutes === null;
  }

  /** Whether e-mail goes to the sandbox because no relay is configured. */
  emailIsSandboxed(): boolean {
    return this.settings.smtp === undefined;
  }
}
