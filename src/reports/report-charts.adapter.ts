import { init } from 'echarts';
import type { ReportDocument } from './report-document.js';

/** Colours of the eleven parts, the same in console, report and PDF. */
export const PART_COLOURS: Readonly<Record<string, string>> = {
  answered: '#2e7d4f',
  waiting: '#7db8a2',
  underWay: '#4a7fb5',
  planned: '#a9c4de',
  held: '#d9b44a',
  inDoubt: '#c4572e',
  unanswered: '#8a7fb0',
  notReached: '#b08a7f',
  declined: '#8c4a5e',
  cancelled: '#9a9a9a',
  excluded: '#d5d2cc',
};

const BAR_HEIGHT = 28;

/** The ledger as one stacked bar in SVG; a table stands beside it for those who cannot see it. */
export function ledgerBarSvg(ledger: ReportDocument['ledger'], width: number): string {
  const total = Object.values(ledger.parts).reduce((sum, count) => sum + count, 0);
  let x = 0;
  const rectangles = Object.entries(ledger.parts).map(([part, count]) => {
    const span = total === 0 ? 0 : (count / total) * width;
    const rectangle = `<rect x="${x.toFixed(2)}" y="0" width="${span.toFixed(2)}" height="${BAR_HEIGHT}" fill="${PART_COLOURS[part] ?? '#000'}"/>`;
    x += span;
    return rectangle;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${BAR_HEIGHT}" width="${width}" height="${BAR_HEIGHT}">${rectangles.join('')}</svg>`;
}

export interface DistributionWords {
  readonly product: string;
  readonly service: string;
  readonly font: string;
}

/** How many gave each mark, product beside service, labelled directly. */
export function distributionSvg({ product, service }: ReportDocument, words: DistributionWords): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 520, height: 200 });
  const series = [
    { name: words.product, data: product.distribution, color: '#4a7fb5' },
    { name: words.service, data: service.distribution, color: '#2e7d4f' },
  ];
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: words.font },
    grid: { left: 36, right: 12, top: 30, bottom: 24 },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12 },
    xAxis: { type: 'category', data: ['1', '2', '3', '4', '5'], axisTick: { show: false } },
    yAxis: { type: 'value', min: 0, minInterval: 1, splitLine: { lineStyle: { color: '#e6e3dc' } } },
    series: series.map(({ name, data, color }) => ({
      name,
      type: 'bar',
      data: [...data],
      itemStyle: { color },
      // Without these two, labels become white blobs in the PDF.
      label: { show: true, position: 'top', textBorderWidth: 0, textBorderColor: 'transparent' },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
