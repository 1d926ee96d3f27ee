import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { CalendarDayRepository } from './calendar-day.repository.js';
import { CalendarService } from './calendar.service.js';
import { PolicyInstallService } from './policy-install.service.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

@Module({
  imports: [AccessModule],
  providers: [PolicyRepository, CalendarDayRepository, CalendarService, PolicyService, PolicyInstallService],
  exports: [CalendarService, PolicyService, PolicyInstallService],
})
export class CalendarModule {}
