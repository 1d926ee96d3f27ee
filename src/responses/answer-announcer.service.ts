import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../database/queryable.js';
import { AnswerListener, type RecordedResponse } from './answer-listener.js';

/** Tells the listener of a later stage, wherever in the application it is provided; silent where there is none. */
@Injectable()
export class AnswerAnnouncer {
  private listener: AnswerListener | null | undefined;

  constructor(private readonly modules: ModuleRef) {}

  async announce(tx: Tx, response: RecordedResponse): Promise<void> {
    this.listener ??= this.find();
    await this.listener?.answered(tx, response);
  }

  private find(): AnswerListener | null {
    try {
      return this.modules.get<AnswerListener>(AnswerListener, { strict: false });
    } catch {
      return null;
    }
  }
}
