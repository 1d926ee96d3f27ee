import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../database/queryable.js';
import { type ClosedRecord, RecordListener } from './record-listener.js';

/** Tells the listener of a later stage, wherever in the application it is provided; silent where there is none. */
@Injectable()
export class RecordAnnouncer {
  private listener: RecordListener | null | undefined;

  constructor(private readonly modules: ModuleRef) {}

  async announce(tx: Tx, record: ClosedRecord): Promise<void> {
    this.listener ??= this.find();
    await this.listener?.recorded(tx, record);
  }

  private find(): RecordListener | null {
    try {
      return this.modules.get<RecordListener>(RecordListener, { strict: false });
    } catch {
      return null;
    }
  }
}
