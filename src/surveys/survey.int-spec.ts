import { openTestDatabase } from '../../test/support/test-database.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { DEFAULT_SURVEY } from './default-survey.js';
import { SurveyService } from './survey.service.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let surveys: SurveyService;

beforeAll(async () => {
  test = await openTestDatabase();
  surveys = new SurveyService(test.database);
});
afterAll(() => test.close());

describe('surveys in the database', () => {
  it('installs the packaged survey once, however often it is told to', async () => {
    await surveys.installPackaged();
    await surveys.installPackaged();
    expect(await surveys.current('default')).toMatchObject({ surveyId: 'default', version: 1 });
    expect((await surveys.get('default', 1)).definition).toEqual(DEFAULT_SURVEY);
  });

  it('makes a new version of a change, and none where nothing changed', async () => {
    const shorter = { ...DEFAULT_SURVEY, questions: DEFAULT_SURVEY.questions.slice(0, 6) };
    expect((await surveys.save('short', DEFAULT_SURVEY, 'user:alice')).version).toBe(1);
    expect((await surveys.save('short', shorter, 'user:alice')).version).toBe(2);
    expect((await surveys.save('short', shorter, 'user:alice')).version).toBe(2);
    expect((await surveys.get('short', 1)).definition.questions).toHaveLength(7);
  });

  it('leaves alone what a person made of the packaged survey', async () => {
    await surveys.save('default', { ...DEFAULT_SURVEY, questions: DEFAULT_SURVEY.questions.slice(0, 6) }, 'user:alice');
    await surveys.installPackaged();
    expect((await surveys.current('default')).version).toBe(2);
  });

  it('gives numbers without a gap to those who save at once', async () => {
    const variants = [2, 3, 4, 5].map((seconds) => ({
      ...DEFAULT_SURVEY,
      title: { en: `Survey ${seconds}`, 'zh-CN': `调查 ${seconds}` },
    }));
    const saved = await Promise.all(variants.map((variant) => surveys.save('busy', variant, 'user:alice')));
    expect(saved.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
  });

  it('lists each survey once, with its newest version', async () => {
    const listed = await surveys.list();
    expect(listed.map(({ surveyId, version }) => `${surveyId} ${version}`)).toEqual(['busy 4', 'default 2', 'short 2']);
  });

  it('refuses what is not a survey and says so for what is not there', async () => {
    await expect(surveys.save('bad', { questions: [] }, 'user:alice')).rejects.toThrow(InputError);
    await expect(surveys.current('nowhere')).rejects.toThrow(NotFoundError);
    await expect(surveys.get('short', 9)).rejects.toThrow(NotFoundError);
  });
});
