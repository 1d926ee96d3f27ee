import { type DynamicModule, Module } from '@nestjs/common';
import { SettingsService, type RunningSettings } from '../config/settings.service.js';
import { ClockSync } from './clock-sync.service.js';
import { Database } from './database.service.js';
import { SettingsRepository } from './settings.repository.js';

/** Settings and database are made before the framework starts, so that their faults come as plain messages. */
@Module({})
export class DatabaseModule {
  static with(settings: RunningSettings, database: Database): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: Database, useValue: database },
        SettingsRepository,
        {
          provide: SettingsService,
          useFactory: (overrides: SettingsRepository) => new SettingsService(settings, overrides),
          inject: [SettingsRepository],
        },
        ClockSync,
      ],
      exports: [Database, SettingsService, SettingsRepository, ClockSync],
    };
  }
}
