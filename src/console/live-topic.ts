import type { Role } from '../kernel/words.js';
import { canDo } from '../access/permissions.js';

/** What can move on a page: the ledger of a campaign, the progress of an import, the work that waits, the sandbox. */
export type LiveKind = 'campaign' | 'import' | 'waiting' | 'sandbox';

/** One place on pages that shows something that moves: `campaign:12`, `import:3`, `waiting`, `sandbox`. */
export interface LiveTopic {
  readonly kind: LiveKind;
  readonly id: number | null;
}

const MOST_TOPICS = 60;
const KINDS: Readonly<Record<LiveKind, { readonly hasId: boolean; readonly mayWatch: (role: Role) => boolean }>> = {
  campaign: { hasId: true, mayWatch: (role) => canDo(role, 'campaigns.read') },
  import: { hasId: true, mayWatch: (role) => canDo(role, 'imports.run') },
  waiting: { hasId: false, mayWatch: (role) => role !== 'manager' },
  sandbox: { hasId: false, mayWatch: (role) => canDo(role, 'sandbox.use') },
};

/** The topics that a page asks to watch and its reader may watch; what is unknown or not allowed is left out. */
export function readTopics(text: string, role: Role): LiveTopic[] {
  const found = new Map<string, LiveTopic>();
  for (const name of text.split(',').slice(0, MOST_TOPICS)) {
    const topic = readTopic(name);
    if (topic && KINDS[topic.kind].mayWatch(role)) found.set(topicName(topic), topic);
  }
  return [...found.values()];
}

/** The name of a topic, as pages write it. */
export function topicName({ kind, id }: LiveTopic): string {
  return id === null ? kind : `${kind}:${id}`;
}

function readTopic(name: string): LiveTopic | null {
  const [kind = '', id] = name.split(':', 2);
  const rule = Object.hasOwn(KINDS, kind) ? KINDS[kind as LiveKind] : null;
  if (!rule || rule.hasId !== (id !== undefined)) return null;
  if (id === undefined) return { kind: kind as LiveKind, id: null };
  return /^\d{1,15}$/.test(id) ? { kind: kind as LiveKind, id: Number(id) } : null;
}
