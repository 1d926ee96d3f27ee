/** One way to break the promise, as a change of one source file, and the test that must notice. */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  /** Texts of the file, each of which stands there once, and what replaces them. */
  readonly changes: readonly (readonly [was: string, becomes: string])[];
  readonly project: 'unit' | 'integration';
  /** The file of the test, and its name. */
  readonly spec: string;
  readonly test: string;
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    name: 'the hand-over is committed after the send',
    file: 'src/dispatch/sending-loop.worker.ts',
    changes: [
      [
        '    const gone = await this.tools.handOver\n',
        '    this.lanes.push(outgoing);\n    const gone = await this.tools.handOver\n',
      ],
      ['    this.lanes.push(outgoing.filter(({ ready: each }) => gone.has(each.attempt.id)));\n', ''],
    ],
    project: 'integration',
    spec: 'src/dispatch/session-loss.int-spec.ts',
    test: 'sends nothing more at once',
  },
  {
    name: 'nothing is checked again at the hand-over',
    file: 'src/planning/hand-over.repository.ts',
    changes: [
      [` AND campaigns.state = 'running'\n`, '\n'],
      ['WHERE customers.version = rows."customerVersion"', 'WHERE TRUE'],
      ['WHERE addresses.version = rows."addressVersion"', 'WHERE TRUE'],
    ],
    project: 'integration',
    spec: 'src/dispatch/crash.int-spec.ts',
    test: 'is refused after an opt-out, a pause or a withdrawn consent was committed',
  },
  {
    name: 'the compare-and-set leaves out the token',
    file: 'src/planning/hand-over.repository.ts',
    changes: [[`token: 'ready.token'`, `token: 'NULL::uuid'`]],
    project: 'integration',
    spec: 'src/dispatch/crash.int-spec.ts',
    test: 'is refused under the token of another claim',
  },
  {
    name: "the lock's session is lost, and what was handed over still goes",
    file: 'src/dispatch/sending-loop.worker.ts',
    changes: [['this.watch.holdsBack || this.tools.workerId() === null;', 'this.watch.holdsBack;']],
    project: 'integration',
    spec: 'src/dispatch/session-loss.int-spec.ts',
    test: 'sends nothing more at once',
  },
  {
    name: "the lock's session is lost, and the worker goes on under its old name",
    file: 'src/dispatch/worker-liveness.service.ts',
    changes: [['return this.session === null ? null : this.workerId;', 'return this.workerId;']],
    project: 'integration',
    spec: 'src/dispatch/crash.int-spec.ts',
    test: 'leaves due what it had claimed and in doubt what it had handed over',
  },
  {
    name: 'a receipt counts each time it comes',
    file: 'src/dispatch/receipt.service.ts',
    changes: [[`      if (stored === 0) return 'repeated';\n`, '      void stored;\n']],
    project: 'integration',
    spec: 'src/dispatch/dispatch.int-spec.ts',
    test: 'changes nothing the second time',
  },
  {
    name: 'a time-out is tried again',
    file: 'src/dispatch/classify-error.ts',
    changes: [
      [
        `return { outcome: 'failed', errorClass: 'unknown-outcome', code };`,
        `return { outcome: 'failed', errorClass: 'retry', code };`,
      ],
    ],
    project: 'integration',
    spec: 'src/dispatch/dispatch.int-spec.ts',
    test: 'leaves in doubt what nobody answered for',
  },
  {
    name: 'an empty look-up is taken for "not sent"',
    file: 'src/dispatch/reconcile.job.ts',
    changes: [
      [
        '    const [message] = unowned;\n',
        `    const [message] = unowned;
    if (message === undefined) {
      const at = this.clock.now();
      const attempt = { id: row.id, from: ['in_doubt'], to: 'failed', goOn: 'retry', nextAt: at } as const;
      await this.transitions.transition(this.database, [{ visitId: row.visitId, reason: reason('assumed-sent'), attempt }], { actor: 'x', at });
      return true;
    }
`,
      ],
    ],
    project: 'integration',
    spec: 'src/dispatch/reconcile.int-spec.ts',
    test: 'stays so when the provider finds nothing',
  },
];
