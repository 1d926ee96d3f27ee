import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Arrival, FromWitness, ToWitness, WitnessOrder } from './witness-words.js';

/** The driver's side of the witness: every arrival by its key. */
export class WitnessLink {
  readonly arrivals: Arrival[] = [];
  /** Keys that came more than once, taken or refused: always a fault of the product. */
  readonly repeated: string[] = [];
  private readonly seen = new Set<string>();
  private readonly waiting = new Map<string, (accepted: boolean) => void>();
  private last = performance.now();
  private counted = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly twilioBaseUrl: string,
    readonly smtpUrl: string,
    /** A soak keeps no list of arrivals: it would be the memory that grows. */
    private readonly keeps: boolean,
  ) {}

  static async start(order: WitnessOrder, keeps = true): Promise<WitnessLink> {
    const child = fork(new URL('./witness.js', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.send({ order } satisfies ToWitness);
    const [first] = (await once(child, 'message')) as [FromWitness];
    if (!('ready' in first)) throw new Error('the witness did not say where it listens');
    const link = new WitnessLink(child, first.ready.twilioBaseUrl, first.ready.smtpUrl, keeps);
    child.on('message', (message: FromWitness) => link.hear(message));
    return link;
  }

  /** Messages that were taken. */
  get taken(): number {
    return this.counted;
  }

  /** Milliseconds since something came. */
  get quietMs(): number {
    return performance.now() - this.last;
  }

  /** A customer writes STOP; true when a web process took it. */
  stopFrom(phone: string): Promise<boolean> {
    this.child.send({ stopFrom: phone } satisfies ToWitness);
    return new Promise((resolve) => this.waiting.set(phone, resolve));
  }

  /** From now on no faults. */
  behave(): void {
    this.child.send('behave' satisfies ToWitness);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.disconnect();
    await once(this.child, 'exit');
  }

  private hear(message: FromWitness): void {
    if ('stopped' in message) {
      this.waiting.get(message.stopped)?.(message.accepted);
      this.waiting.delete(message.stopped);
    } else if ('arrivals' in message) {
      this.last = performance.now();
      for (const arrival of message.arrivals) this.note(arrival);
    }
  }

  private note(arrival: Arrival): void {
    if (this.keeps) {
      if (this.seen.has(arrival.key)) this.repeated.push(arrival.key);
      this.seen.add(arrival.key);
      this.arrivals.push(arrival);
    }
    if (!arrival.refused) this.counted += 1;
  }
}
