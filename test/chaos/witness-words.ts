/** One message that reached the witness. `refused`: it answered that it did not take it, and did not. */
export interface Arrival {
  readonly key: string;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  /** Milliseconds of this machine's clock. */
  readonly at: number;
  readonly refused: boolean;
}

/** What the witness is told when it begins. */
export interface WitnessOrder {
  readonly seed: number;
  readonly faults: boolean;
  readonly accountSid: string;
  readonly authToken: string;
  /** Where the product says that callbacks go, and where its web processes really are. */
  readonly publicUrl: string;
  readonly webUrls: readonly string[];
}

export type ToWitness = { readonly order: WitnessOrder } | { readonly stopFrom: string } | 'behave';
export type FromWitness =
  | { readonly ready: { readonly twilioBaseUrl: string; readonly smtpUrl: string } }
  | { readonly arrivals: readonly Arrival[] }
  | { readonly stopped: string; readonly accepted: boolean };
