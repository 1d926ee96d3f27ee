import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

type MigrationClass = new () => MigrationInterface;

const FILE = /^(\d{14})-([a-z0-9-]+)\.up\.sql$/;

/** The hand-written SQL files of `folder` as TypeORM migrations, oldest first. Each needs its `.down.sql` beside it. */
export function loadMigrations(folder: string): MigrationClass[] {
  return readdirSync(folder)
    .filter((file) => FILE.test(file))
    .sort()
    .map((file) => migrationOf(folder, file));
}

/** The name that the migrations table holds: TypeORM wants 13 digits of time at the end. */
export function migrationName(file: string): string {
  const [, stamp = '', title = ''] = FILE.exec(file) ?? [];
  const camel = title.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return `${camel}${stamp.slice(1)}`;
}

function migrationOf(folder: string, file: string): MigrationClass {
  const up = readFileSync(join(folder, file), 'utf8');
  const down = readFileSync(join(folder, file.replace('.up.sql', '.down.sql')), 'utf8');
  return class implements MigrationInterface {
    readonly name = migrationName(file);

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(up);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(down);
    }
  };
}
