import { type BenchResult, median, round } from './bench-result.js';
import { workAsAgents } from './agents-at-work.adapter.js';
import { type DeskData, fillDesk } from './desk-data.js';
import { type DeskCrowd, measurePages, type PageRates, ratioOf, signInAll } from './desk-pages.js';
import type { OpenScratch, ServedScratch, ServeScratch } from './scratch.js';

/** How the desk is measured. */
export interface DeskBenchOptions {
  /** Customers in the archive. */
  readonly size: number;
  /** Agents who poll and record at once, at most 200. */
  readonly agents: number;
  /** How long they do. */
  readonly seconds: number;
  /** Compares a small and a large archive too. */
  readonly scale: boolean;
}

const RUNS = 3;
/** A page is measured for so long, or shorter where all is short. */
const PAGE_SECONDS = 5;
const GOAL_RATIO = 0.3;
const SCALES = { small: 10_000, large: 1_000_000 } as const;
const GOAL_SLOWDOWN = 1.5;
/** What a person still takes for at once. */
const GOAL_P99_MS = 1_000;
/** Enough for the pages' 50 connections. */
const READING_AGENTS = 50;

/** The pages that people look at all day, against a static page of the same size from the same server; agents at work. */
export async function benchDesk(
  open: OpenScratch,
  serve: ServeScratch,
  options: DeskBenchOptions,
): Promise<BenchResult> {
  const { size, agents } = options;
  const main = await onServer(open, serve, { size, agents: Math.max(agents, READING_AGENTS) }, async (stage) => {
    const pages = await measure(stage, options);
    const parts = await watchAgents(stage, pages[0]?.path ?? '/', options);
    return { pages, parts, peakRssMb: await stage.served.peakRssMb() };
  });
  const { pages, peakRssMb } = main;
  const slower = pages.reduce((worst, page) => (ratioOf(page) < ratioOf(worst) ? page : worst));
  return {
    bench: 'desk',
    size,
    runs: RUNS,
    baseline: {
      name: `the same server answering a static page of the size of ${slower.path}`,
      perSecond: Math.round(median(slower.staticPerSecond)),
    },
    revisit: { perSecond: Math.round(median(slower.perSecond)), peakRssMb },
    ratio: round(ratioOf(slower)),
    parts: [
      ...pages.map((page) => atLeast(`${page.name} page (${page.path}) by the static page`, ratioOf(page), GOAL_RATIO)),
      ...main.parts,
      ...(options.scale ? await compareScales(open, serve, options) : []),
    ],
  };
}

type Parts = NonNullable<BenchResult['parts']>;

interface Stage {
  readonly served: ServedScratch;
  readonly data: DeskData;
  readonly crowd: DeskCrowd;
}

async function onServer<T>(
  open: OpenScratch,
  serve: ServeScratch,
  { size, agents }: { readonly size: number; readonly agents: number },
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const scratch = await open({});
  let served: ServedScratch | null = null;
  try {
    const data = await fillDesk(scratch, size, agents);
    served = await serve(scratch);
    return await work({ served, data, crowd: await signInAll(served.url, data) });
  } finally {
    await served?.stop();
    await scratch.close();
  }
}

function measure({ served, crowd, data }: Stage, { seconds }: DeskBenchOptions): Promise<PageRates[]> {
  return measurePages(served, crowd, data, { runs: RUNS, seconds: Math.min(PAGE_SECONDS, seconds) });
}

/** What they poll is the page of the desk. */
async function watchAgents(
  { served, crowd }: Stage,
  path: string,
  { agents, seconds }: DeskBenchOptions,
): Promise<Parts> {
  const seen = await workAsAgents(served.url, path, crowd.agents.slice(0, agents), seconds);
  const about = `${agents} agents for ${seconds} s, ${seen.requests} requests, ${seen.records} records`;
  const first = seen.firstError === null ? '' : ` (first: ${seen.firstError})`;
  return [
    atMost(`errors of ${about}${first}`, seen.errors, 0),
    atMost('p99 of their requests, ms', seen.p99Ms, GOAL_P99_MS),
  ];
}

async function compareScales(open: OpenScratch, serve: ServeScratch, options: DeskBenchOptions): Promise<Parts> {
  const at = (size: number) =>
    onServer(open, serve, { size, agents: READING_AGENTS }, (stage) => measure(stage, options));
  const small = await at(SCALES.small);
  const large = await at(SCALES.large);
  return small.map((page, i) => {
    const slowdown = median(page.perSecond) / Math.max(1, median(large[i]?.perSecond ?? []));
    const name = `${page.name} page, times slower at ${SCALES.large} customers than at ${SCALES.small}`;
    return atMost(name, slowdown, GOAL_SLOWDOWN);
  });
}

function atLeast(name: string, value: number, goal: number): Parts[number] {
  return { name, value: round(value), goal, met: value >= goal };
}

function atMost(name: string, value: number, goal: number): Parts[number] {
  return { name, value: round(value), goal, met: value <= goal };
}
