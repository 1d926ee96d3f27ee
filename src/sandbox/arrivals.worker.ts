import { setTimeout as delay } from 'node:timers/promises';
import type { NewSandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';

const COLLECT_MS = 5;

interface Waiting {
  readonly message: NewSandboxMessage;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** Stores arrivals together, so that the stand-in is not the bottleneck; each is answered when it is stored. */
export class Arrivals {
  private waiting: Waiting[] = [];
  private working = false;

  constructor(private readonly messages: SandboxMessageRepository) {}

  add(message: NewSandboxMessage): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ message, done, failed });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    await delay(COLLECT_MS);
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        await this.messages.add(batch.map(({ message }) => message));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error as Error);
      }
    }
    this.working = false;
  }
}
