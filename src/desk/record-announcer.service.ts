import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../database/queryable.js';
import { type ClosedRecord, RecordListener, type UndoneRecord } from './record-listener.js';

/** Tells the listener of a later stage, wherever in the application it is provided; silent where there is none. */
@Injectable()
export class RecordAnnouncer {
  private listener: RecordListener | null | undefined;

  constructor(private readonly modules: ModuleRef) {}

  async announce(tx: Tx, record: ClosedRecord): Promise<void> {
    await this.find()?.recorded(tx, record);
  }

  async announceUndone(tx: Tx, record: UndoneRecord): Promise<void> {
    await this.find()?.undone(tx, record);
  }

  private find(): RecordListener | null {
    this.listener ??= this.look();
    return this.listener;
  }

  private look(): RecordListener | null {
    try {
      return this.modules.get<RecordListener>(RecordListener, { strict: false });
    } catch {
      return null;
    }
  }
}
