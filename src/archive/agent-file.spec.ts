import { InputError } from '../kernel/faults.js';
import { parseAgentFile } from './agent-file.js';

const HEADER = 'agent_no,name,team,skills,languages,regions,weight,daily_minutes,shifts,leave';
const WEEK = [1, 2, 3, 4, 5];

describe('a file of agents', () => {
  it('is read with its lists, shifts and leave; the zeros of the number stay', () => {
    const file = parseAgentFile(
      `${HEADER}\n010,王芳,一组,VIP;英语,zh-CN;en,江西省,0.8,360,Mon-Fri 09:00-12:00;Mon-Fri 14:00-18:00,2026-12-01..2026-12-03;2026-12-24\n`,
    );
    expect(file).toEqual({
      rows: 1,
      rejected: 0,
      rejects: [],
      agents: [
        {
          line: 2,
          agentNo: '010',
          name: '王芳',
          team: '一组',
          skills: ['VIP', '英语'],
          languages: ['zh-CN', 'en'],
          regions: ['江西省'],
          weight: 0.8,
          dailyMinutes: 360,
          shifts: [
            { days: WEEK, from: '09:00', to: '12:00' },
            { days: WEEK, from: '14:00', to: '18:00' },
          ],
          leave: [
            { from: '2026-12-01', to: '2026-12-03' },
            { from: '2026-12-24', to: '2026-12-24' },
          ],
        },
      ],
    });
  });

  it('has Chinese headers as well, in any order, behind a byte order mark', () => {
    const { agents } = parseAgentFile(
      '\ufeff姓名,工号,班组,技能,语言,区域,权重,每日分钟,班次,休假\n李娜,002,,,,,,,,\n',
    );
    expect(agents).toEqual([
      {
        line: 2,
        agentNo: '002',
        name: '李娜',
        team: null,
        skills: [],
        languages: [],
        regions: [],
        weight: 1,
        dailyMinutes: null,
        shifts: [],
        leave: [],
      },
    ]);
  });

  it('says nothing about columns that it does not have', () => {
    expect(parseAgentFile('agent_no,name\n1,甲').agents).toEqual([{ line: 2, agentNo: '1', name: '甲' }]);
  });

  it('takes minutes of a day without an upper limit', () => {
    expect(parseAgentFile('agent_no,name,daily_minutes\n1,甲,5000000000').agents[0]?.dailyMinutes).toBe(5_000_000_000);
  });

  it('lists every fault of every row and gives the rest', () => {
    const file = parseAgentFile(
      [HEADER, ',甲,,,,,-1,many,Mon 9,tomorrow', '011,乙,,,,,1,,,', '011,丙,,,,,1,,,', '012,,,,,,1,,,', ''].join('\n'),
    );
    expect(file.agents.map(({ agentNo }) => agentNo)).toEqual(['011']);
    expect(file.rejects.map(({ line, field, code }) => [line, field, code])).toEqual([
      [2, 'agent_no', 'required'],
      [2, 'weight', 'not-a-number'],
      [2, 'daily_minutes', 'not-a-number'],
      [2, 'shifts', 'bad-shifts'],
      [2, 'leave', 'bad-leave'],
      [4, 'agent_no', 'duplicate'],
      [5, 'name', 'required'],
    ]);
    expect([file.rows, file.rejected]).toEqual([4, 3]);
  });

  it('counts lines as an editor does, over empty lines and line breaks in a cell', () => {
    const { agents } = parseAgentFile('agent_no,name,team\r\n\r\n1,甲,"一\r\n组"\r\n2,乙,\r\n');
    expect(agents.map(({ line }) => line).at(-1)).toBe(5);
  });

  it('says when a comma without quotes made one cell too many', () => {
    const { rejects } = parseAgentFile('agent_no,name,shifts\n1,甲,Sat,Sun 09:00-12:00\n');
    expect(rejects.map(({ code }) => code)).toContain('too-many-cells');
  });

  it.each([
    ['a header that is not known', 'agent_no,name,wieght\n', 'unknown-header'],
    ['a header that stands there twice', 'agent_no,name,姓名\n', 'duplicate-header'],
    ['no number', 'name\n甲\n', 'missing-header'],
    ['nothing at all', '', 'missing-header'],
    ['a quote that is never closed', 'agent_no,name\n1,"甲\n', 'not-csv'],
  ])('is refused with %s', (_, text, code) => {
    let thrown: unknown;
    try {
      parseAgentFile(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    expect((thrown as InputError).faults.map((fault) => fault.code)).toContain(code);
  });
});
