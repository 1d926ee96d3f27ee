import { EVERYONE } from '../../archive/segment-filter.js';
import type { Segment, SegmentNode } from '../../archive/segment-filter.js';
import type { Campaign } from '../../campaigns/campaign.js';
import { stableJson } from '../../kernel/stable-json.js';
import { toNumber } from './campaign-form-number.js';

/** How the form says who is meant. `kept`: the filter that the campaign has, where the form has no words for it. */
export const AUDIENCES = ['existing', 'filter', 'segment', 'everyone', 'kept'] as const;

interface AudienceContext {
  readonly segments: readonly { readonly id: number; readonly filter: Segment }[];
  readonly kept: Pick<Campaign, 'segment'> | null;
}

type Typed = Readonly<Record<string, unknown>>;

const EXISTING: SegmentNode = { field: 'lifecycle', op: 'in', value: ['existing'] };
const ONLY_EXISTING: Segment = { all: [EXISTING] };

/** The filter that was chosen, and at which field its faults belong. */
export function readAudience(
  typed: Typed,
  { segments, kept }: AudienceContext,
): { readonly segment: unknown; readonly places: readonly (readonly [string, string])[] } {
  const whole = (segment: unknown, field: string) => ({ segment, places: [['segment', field]] as const });
  switch (typed['audience']) {
    case 'everyone':
      return whole(EVERYONE, 'audience');
    case 'segment': {
      const chosen = segments.find(({ id }) => String(id) === typed['segmentId']);
      // None at all would mean the usual one.
      return whole(chosen?.filter ?? {}, 'segmentId');
    }
    case 'kept':
      return whole(kept?.segment ?? ONLY_EXISTING, 'audience');
    case 'filter':
      return readConditions(typed);
    default:
      return whole(ONLY_EXISTING, 'audience');
  }
}

/** The fields that a stored filter fills in. */
export function fillAudience({ segment }: Pick<Campaign, 'segment'>, segments: AudienceContext['segments']): Typed {
  const same = (other: Segment) => stableJson(other) === stableJson(segment);
  if (same(ONLY_EXISTING)) return { audience: 'existing' };
  if (same(EVERYONE)) return { audience: 'everyone' };
  const saved = segments.find(({ filter }) => same(filter));
  if (saved) return { audience: 'segment', segmentId: saved.id };
  const typed = { ...readBack(segment), audience: 'filter' };
  return same(readConditions(typed).segment as Segment) ? typed : { audience: 'kept' };
}

function readConditions(typed: Typed): ReturnType<typeof readAudience> {
  const wishes = [
    ['memberLevel', 'memberLevel', 'in', listOf(typed['memberLevel'])],
    ['province', 'province', 'in', listOf(typed['province'])],
    ['serviceDays', 'lastServiceAt', 'withinDays', toNumber(typed['serviceDays'])],
  ] as const;
  const given = wishes.filter(([, , , value]) => value !== undefined && value !== '');
  return {
    segment: { all: [EXISTING, ...given.map(([, field, op, value]) => ({ field, op, value }))] },
    places: [...given.map(([name], at) => [`segment.all[${at + 1}]`, name] as const), ['segment', 'audience']],
  };
}

/** What a filter like ours says in its fields; of another it may be nonsense, which does not come back the same. */
function readBack(segment: Segment): Record<string, string> {
  const nodes = 'all' in segment ? segment.all : [];
  const fields = nodes.flatMap((node): [string, string][] => {
    if (!('field' in node)) return [];
    const text = Array.isArray(node.value) ? node.value.join('，') : String(node.value);
    return [[node.field === 'lastServiceAt' ? 'serviceDays' : node.field, text]];
  });
  return Object.fromEntries(fields);
}

/** A list with commas of either language. */
function listOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const list = value.split(/[,，、;；]/).map((one) => one.trim()).filter((one) => one !== ''); // prettier-ignore
  return list.length === 0 ? undefined : list;
}
