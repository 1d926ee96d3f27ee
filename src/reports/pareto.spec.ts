import { pareto } from './pareto.js';

describe('pareto', () => {
  it('finds the vital few and puts other last whatever its count', () => {
    const lines = pareto({
      'product-quality': 48,
      'service-attitude': 31,
      delivery: 22,
      price: 12,
      technical: 7,
      other: 5,
    });
    expect(lines.map((line) => Math.round(line.share * 1000) / 10)).toEqual([38.4, 24.8, 17.6, 9.6, 5.6, 4]);
    expect(lines.map((line) => Math.round(line.cumulative * 1000) / 10)).toEqual([38.4, 63.2, 80.8, 90.4, 96, 100]);
    expect(lines.filter((line) => line.vital).map((line) => line.code)).toEqual([
      'product-quality',
      'service-attitude',
      'delivery',
    ]);
    expect(pareto({ other: 90, price: 10 }).map((line) => line.code)).toEqual(['price', 'other']);
  });

  it('is empty when nobody gave a reason', () => {
    expect(pareto({})).toEqual([]);
    expect(pareto({ price: 0 })).toEqual([]);
  });
});
