import type { RowScope } from '../access/permissions.js';
import type { LiveKind } from './live-topic.js';

/** Makes what is shown at places of one kind. A room registers its own with the feed. */
export abstract class LiveSource {
  abstract readonly kind: LiveKind;
  /** The piece of page under `templates/console/pages` that shows a model; null: the places fetch themselves again. */
  abstract readonly page: string | null;
  /** Whether readers with other rows see other numbers; then a change costs one reading for each scope that looks. */
  abstract readonly isScoped: boolean;
  /** The models of these ids, in one statement; of a kind without ids the only model stands under 0. */
  abstract load(ids: readonly number[], scope: RowScope): Promise<ReadonlyMap<number, object>>;
}

/** What a reader's page is told: replace what stands at `topic` by `html`, or fetch it again when there is none. */
export interface LivePatch {
  readonly topic: string;
  readonly html: string | null;
}
