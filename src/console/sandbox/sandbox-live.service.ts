import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { LiveFeed } from '../live-feed.service.js';
import { LiveSource } from '../live-source.js';

/** New messages: whoever looks at the sandbox fetches the lists again. */
@Injectable()
export class SandboxLive extends LiveSource implements OnModuleInit {
  override readonly kind = 'sandbox';
  override readonly page = null;
  override readonly isScoped = false;

  constructor(private readonly feed: LiveFeed) {
    super();
  }

  onModuleInit(): void {
    this.feed.register(this);
  }

  override load(): Promise<ReadonlyMap<number, object>> {
    return Promise.resolve(new Map());
  }
}
