import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { Clockwork } from './clockwork.worker.js';
import { JobQueue } from './job-queue.service.js';
import { JobRunner } from './job-runner.worker.js';
import { Tick } from './tick.service.js';

@Global()
@Module({
  imports: [DiscoveryModule, ScheduleModule.forRoot()],
  providers: [JobQueue, JobRunner, Tick, Clockwork],
  exports: [JobQueue, JobRunner, Tick, Clockwork],
})
export class JobsModule {}
