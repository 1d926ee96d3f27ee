import { createRequire } from 'node:module';
import type { MarkChart, ReportView } from './report-view.js';

/** Colours of the eleven parts, the same in console, report and PDF. */
export const PART_COLOURS: Readonly<Record<string, string>> = {
  answered: '#2e7d4f',
  waiting: '#7db8a2',
  under_way: '#4a7fb5',
  planned: '#a9c4de',
  held: '#d9b44a',
  in_doubt: '#c4572e',
  unanswered: '#8a7fb0',
  not_reached: '#b08a7f',
  declined: '#8c4a5e',
  cancelled: '#9a9a9a',
  excluded: '#d5d2cc',
};
const BAR_HEIGHT = 26;
const GAP = 1;
const SERIES_COLOURS = ['#4a7fb5', '#2e7d4f'];

/** The ledger as one stacked bar in SVG, its full width the audience; the names and numbers stand beside it. */
export function ledgerBarSvg({ parts }: ReportView['bar'], width: number): string {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  let x = 0;
  const rectangles = parts.map(({ part, count }) => {
    const span = (count / total) * width;
    const drawn = Math.max(span - GAP, Math.min(span, GAP));
    const rectangle = `<rect x="${x.toFixed(2)}" y="0" width="${drawn.toFixed(2)}" height="${BAR_HEIGHT}" fill="${colourOf(part)}"/>`;
    x += span;
    return rectangle;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${BAR_HEIGHT}" width="${width}" height="${BAR_HEIGHT}" preserveAspectRatio="none">${rectangles.join('')}</svg>`;
}

/** The colour of a part; an unknown one is seen at once. */
export function colourOf(part: string): string {
  return PART_COLOURS[part] ?? '#000000';
}

/** How a chart's letters and lines look: `currentColor` follows the page, a PDF wants plain colours. */
export interface ChartLook {
  readonly font: string;
  readonly ink: string;
  readonly line: string;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** How many gave each mark, product beside service, each bar labelled with its number; zero-based. */
export function marksSvg({ series }: MarkChart, look: ChartLook): string {
  // Loaded when the first chart is drawn: it is large, and most processes draw none.
  const { init } = createRequire(import.meta.url)('echarts') as typeof import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: look.width, height: look.height });
  const words = {
    color: look.ink,
    fontFamily: look.font,
    fontSize: look.fontSize,
    textBorderWidth: 0,
    textBorderColor: 'transparent',
  };
  chart.setOption({
    animation: false,
    textStyle: words,
    grid: { left: 44, right: 8, top: 3 * look.fontSize, bottom: 2 * look.fontSize + 4 },
    legend: { top: 0, left: 0, itemWidth: look.fontSize, itemHeight: look.fontSize, textStyle: words },
    xAxis: {
      type: 'category',
      data: ['1', '2', '3', '4', '5'],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: words,
    },
    yAxis: { type: 'value', min: 0, minInterval: 1, splitLine: { lineStyle: { color: look.line } }, axisLabel: words },
    series: series.map(({ name, counts }, i) => ({
      name,
      type: 'bar',
      barMaxWidth: 34,
      data: [...counts],
      itemStyle: { color: SERIES_COLOURS[i] ?? look.ink },
      label: { show: true, position: 'top', ...words },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
