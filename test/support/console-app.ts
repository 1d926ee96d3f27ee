import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { parseSettings } from '../../src/config/settings.js';
import type { RunningSettings } from '../../src/config/settings.service.js';
import { ConsoleModule } from '../../src/console/console.module.js';
import { configureHttp } from '../../src/console/http.adapter.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import type { Database } from '../../src/database/database.service.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { Clock } from '../../src/kernel/clock.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { PlanService } from '../../src/planning/plan.service.js';
import { VerifyPlanService } from '../../src/planning/verify-plan.service.js';
import { checkingPlans } from './verified-plans.js';
import { SystemClock } from '../../src/kernel/system-clock.adapter.js';

@Module({})
class ConsoleAppModule {}

@Module({})
class ClockModule {}

/** The kernel with a clock of the test's. */
function kernelWith(clock: Clock): DynamicModule {
  const providers = [SystemClock, { provide: Clock, useValue: clock }];
  return { module: ClockModule, global: true, providers, exports: [SystemClock, Clock] };
}

/**
 * The console on a port of its own, without schedulers and workers, on real time unless there is a `clock`; every plan
 * is verified as soon as it is stored. `environment` overrides settings by name.
 */
export async function openConsoleApp(
  database: Database,
  environment: Readonly<Record<string, string>> = {},
  modules: readonly (DynamicModule | Type)[] = [],
  clock: Clock | null = null,
): Promise<{ app: NestExpressApplication; url: string; settings: RunningSettings }> {
  const settings = {
    ...parseSettings({ LOG_LEVEL: 'silent', ORG_LOCALE: 'en', ...environment }),
    secretKey: 'a secret of thirty-two characters',
  };
  const kernel = clock === null ? KernelModule : kernelWith(clock);
  const imports = [kernel, DatabaseModule.with(settings, database), JobsModule, ...modules, ConsoleModule];
  const app = await NestFactory.create<NestExpressApplication>(
    { module: ConsoleAppModule, imports },
    { logger: ['error', 'warn'], abortOnError: false, bodyParser: false, rawBody: true },
  );
  checkingPlans(app.get(PlanService, { strict: false }), app.get(VerifyPlanService, { strict: false }));
  configureHttp(app, settings);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), settings };
}
