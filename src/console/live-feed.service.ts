import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { RowScope } from '../access/permissions.js';
import type { Locale } from '../kernel/words.js';
import type { LivePatch, LiveSource } from './live-source.js';
import { topicName } from './live-topic.js';
import type { LiveTopic } from './live-topic.js';
import type { LivePass } from './live-versions.read-model.js';
import { LiveVersions } from './live-versions.read-model.js';
import { PageView } from './page.view.js';

/** A page that is open somewhere. */
export interface Viewer {
  readonly topics: readonly LiveTopic[];
  readonly locale: Locale;
  readonly scope: RowScope;
  /** Who looks; when the account may see something else, or what it came with has ended, the page is shown nothing more. */
  readonly pass: LivePass;
  /** Hands on what changed; `stamp` names the state that the page then shows. */
  readonly send: (stamp: string, patches: readonly LivePatch[]) => void;
  /** A sign of life, so that a dead connection is noticed on both sides. */
  readonly beat: () => void;
  /** The stream is over; a page that still may look comes back. */
  readonly end: () => void;
}

interface Watching extends Viewer {
  /** The state that the page shows, as far as it said. */
  stamp: string | null;
  /** What the account was allowed when the page came; null before the first look. */
  standing: string | null;
  /** By topic, the version that was told last; what the page showed when it came is known by its stamp alone. */
  readonly told: Map<string, { readonly version: string; readonly html: string | null }>;
}

const BEAT_MS = 1_000;
const SIGN_OF_LIFE_EVERY = 15;

/**
 * What moves on open pages. While somebody looks, one small statement a second asks what changed, and a change is read and
 * drawn once for all who see the same, however many they are.
 */
@Injectable()
export class LiveFeed {
  private readonly log = new Logger('live');
  private readonly sources = new Map<string, LiveSource>();
  private readonly viewers = new Set<Watching>();
  private readonly drawn = new Map<string, { version: string; html: string | null }>();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private beats = 0;

  constructor(
    private readonly versions: LiveVersions,
    private readonly view: PageView,
  ) {}

  /** A room says how its places are drawn. */
  register(source: LiveSource): void {
    this.sources.set(source.kind, source);
  }

  /** Tells `viewer` what changes from now on, and at once what differs from `lastStamp`. Answers with how to leave. */
  watch(viewer: Viewer, lastStamp: string | null): () => void {
    const watching: Watching = { ...viewer, stamp: lastStamp, standing: null, told: new Map() };
    this.viewers.add(watching);
    this.timer ??= setInterval(() => void this.beat(), BEAT_MS).unref();
    void this.beat();
    return () => {
      this.viewers.delete(watching);
      if (this.viewers.size === 0) this.rest();
    };
  }

  /** How many pages are open. */
  get size(): number {
    return this.viewers.size;
  }

  /** Looks once; beats wait for each other. */
  beat(): Promise<void> {
    this.beating = this.beating
      .then(() => this.look())
      .catch((error: Error) => this.log.warn(`Looking for changes failed and comes again: ${error.message}`));
    return this.beating;
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.drawn.clear();
  }

  private async look(): Promise<void> {
    if (this.viewers.size === 0) return;
    // Those who come while this is read are not in it.
    const present = [...this.viewers];
    const topics = new Map(present.flatMap(({ topics }) => topics.map((topic) => [topicName(topic), topic])));
    const passes = present.map(({ pass }) => pass);
    const versions = await this.versions.read([...topics.values()], passes);
    this.beats += 1;
    for (const viewer of present) if (this.viewers.has(viewer)) this.checkStanding(viewer, versions);
    for (const viewer of present) if (this.viewers.has(viewer)) await this.tellSafely(viewer, versions);
    if (this.beats % SIGN_OF_LIFE_EVERY === 0) for (const viewer of this.viewers) viewer.beat();
  }

  private checkStanding(viewer: Watching, versions: ReadonlyMap<string, string>): void {
    const { accountId, kind, id } = viewer.pass;
    const standing = versions.has(`${kind}:${id}`) ? versions.get(`account:${accountId}`) : undefined;
    if (standing !== undefined && standing === (viewer.standing ?? standing)) {
      viewer.standing = standing;
      return;
    }
    this.viewers.delete(viewer);
    if (this.viewers.size === 0) this.rest();
    viewer.end();
  }

  /** What cannot be drawn for one must not keep the news from the others; it is tried again with the next beat. */
  private async tellSafely(viewer: Watching, versions: ReadonlyMap<string, string>): Promise<void> {
    try {
      await this.tell(viewer, versions);
    } catch (error) {
      this.log.warn(`Drawing ${viewer.topics.map(topicName).join(' ')} failed: ${(error as Error).message}`);
    }
  }

  private async tell(viewer: Watching, versions: ReadonlyMap<string, string>): Promise<void> {
    const stamp = stampOf(viewer.topics, versions);
    if (viewer.topics.length === 0) return;
    if (viewer.stamp === stamp) return remember(viewer, versions);
    const patches = await this.draw(viewer, versions);
    if (!this.viewers.has(viewer)) return;
    const news = patches.filter((patch) => isNew(viewer, patch, versions));
    viewer.stamp = stamp;
    remember(viewer, versions, patches);
    if (news.length > 0) viewer.send(stamp, news);
  }

  /** Draws what this viewer sees; what another viewer's turn has drawn already is taken from there. */
  private async draw(viewer: Watching, versions: ReadonlyMap<string, string>): Promise<LivePatch[]> {
    for (const source of this.sources.values()) await this.drawKind(source, viewer, versions);
    return viewer.topics.map((topic) => {
      const html = this.drawn.get(this.placeOf(topic, viewer))?.html ?? null;
      return { topic: topicName(topic), html };
    });
  }

  private async drawKind(source: LiveSource, viewer: Watching, versions: ReadonlyMap<string, string>): Promise<void> {
    const stale = viewer.topics.filter(
      (topic) =>
        topic.kind === source.kind &&
        this.drawn.get(this.placeOf(topic, viewer))?.version !== (versions.get(topicName(topic)) ?? ''),
    );
    if (stale.length === 0 || source.page === null) return;
    const models = await source.load(
      stale.map(({ id }) => id ?? 0),
      viewer.scope,
    );
    for (const locale of this.localesOf(viewer)) {
      for (const topic of stale) {
        const model = models.get(topic.id ?? 0);
        const html = model ? await this.view.fragment(source.page, locale, model) : null;
        this.drawn.set(this.placeOf(topic, { ...viewer, locale }), {
          version: versions.get(topicName(topic)) ?? '',
          html,
        });
      }
    }
  }

  /** The languages of all who look: one reading is drawn in each. */
  private localesOf(viewer: Watching): Set<Locale> {
    return new Set([viewer.locale, ...[...this.viewers].map(({ locale }) => locale)]);
  }

  private placeOf(topic: LiveTopic, viewer: Pick<Viewer, 'locale' | 'scope'>): string {
    const scope = this.sources.get(topic.kind)?.isScoped ? JSON.stringify(viewer.scope) : '';
    return `${topicName(topic)} ${viewer.locale} ${scope}`;
  }
}

/** Whether the version is another one than was told, and shows something else where it shows anything. */
function isNew(viewer: Watching, { topic, html }: LivePatch, versions: ReadonlyMap<string, string>): boolean {
  const told = viewer.told.get(topic);
  return told?.version !== (versions.get(topic) ?? '') && (html === null || told?.html !== html);
}

function remember(viewer: Watching, versions: ReadonlyMap<string, string>, patches: readonly LivePatch[] = []): void {
  for (const name of viewer.topics.map(topicName)) {
    const html = patches.find(({ topic }) => topic === name)?.html ?? viewer.told.get(name)?.html ?? null;
    viewer.told.set(name, { version: versions.get(name) ?? '', html });
  }
}

/** A short name for the state of these topics. */
function stampOf(topics: readonly LiveTopic[], versions: ReadonlyMap<string, string>): string {
  const state = topics.map((topic) => `${topicName(topic)}=${versions.get(topicName(topic)) ?? ''}`).join(' ');
  return createHash('sha256').update(state).digest('base64url').slice(0, 16);
}
