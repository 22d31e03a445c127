import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { NO_HASH } from '../audit/record.ts';
import type { Tables } from './tables.ts';

/** Types that differ between the two databases. */
export interface Spelling {
  readonly blob: 'blob' | 'bytea';
  /** A number that is unique to each row, and rises. */
  readonly serial: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  readonly serialType: 'integer' | 'bigserial';
}

/** In order of name; a migration must never change once it has run anywhere. */
export const migrationsFor = ({ blob, serial, serialType }: Spelling): Readonly<Record<string, Migration>> => ({
  '0001-first-registry': {
    async up(db: Kysely<unknown>): Promise<void> {
      const { schema } = db;
      await schema
        .createTable('account')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createTable('user')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
        .addColumn('email', 'text', (c) => c.notNull())
        .addColumn('display_name', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addUniqueConstraint('user_email', ['account_id', 'email'])
        .execute();
      await schema
        .createTable('meeting')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
        .addColumn('host_user_id', 'text', (c) => c.references('user.id'))
        .addColumn('title', 'text', (c) => c.notNull())
        .addColumn('locked', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('ended', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('passcode_hash', blob)
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createTable('pin')
        .addColumn('hash', blob, (c) => c.primaryKey())
        .addColumn('meeting_id', 'text', (c) => c.notNull().references('meeting.id'))
        .addColumn('role', 'text', (c) => c.notNull())
        .execute();
      await schema.createIndex('pin_meeting').on('pin').column('meeting_id').execute();
      await schema
        .createTable('device')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('username', 'text', (c) => c.notNull().unique())
        .addColumn('ha1_md5', 'text', (c) => c.notNull())
        .addColumn('ha1_sha256', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createTable('binding')
        .addColumn('aor', 'text', (c) => c.notNull())
        .addColumn('contact', 'text', (c) => c.notNull())
        .addColumn('call_id', 'text', (c) => c.notNull())
        .addColumn('cseq', 'bigint', (c) => c.notNull())
        .addColumn('expires_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('binding_key', ['aor', 'contact'])
        .execute();
      await schema
        .createTable('call_record')
        .addColumn('seq', serialType, serial)
        .addColumn('call_id', 'text', (c) => c.notNull())
        .addColumn('signalling_id', 'text')
        .addColumn('protocol', 'text', (c) => c.notNull())
        .addColumn('direction', 'text', (c) => c.notNull())
        .addColumn('started_at', 'bigint', (c) => c.notNull())
        .addColumn('answered_at', 'bigint')
        .addColumn('ended_at', 'bigint', (c) => c.notNull())
        .addColumn('result', 'text', (c) => c.notNull())
        .addColumn('reason', 'text', (c) => c.notNull())
        .addColumn('meeting_id', 'text')
        .addColumn('account_id', 'text')
        .addColumn('vendor', 'text', (c) => c.notNull())
        .addColumn('model', 'text', (c) => c.notNull())
        .addColumn('firmware_line', 'text', (c) => c.notNull())
        .addColumn('match_rule', 'text', (c) => c.notNull())
        .addColumn('audio_codec', 'text')
        .addColumn('video_codec', 'text')
        .addColumn('source_address', 'text', (c) => c.notNull())
        .execute();
      await schema.createIndex('call_record_ended').on('call_record').column('ended_at').execute();
      await schema
        .createTable('api_key')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('hash', blob, (c) => c.notNull().unique())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0002-h323-devices': {
    async up(db: Kysely<unknown>): Promise<void> {
      const { schema } = db;
      await schema.alterTable('device').addColumn('sealed_password', blob).execute();
      await schema
        .createTable('device_alias')
        .addColumn('alias', 'text', (c) => c.primaryKey())
        .addColumn('device_id', 'text', (c) => c.notNull().references('device.id').onDelete('cascade'))
        .execute();
      await schema.createIndex('device_alias_device').on('device_alias').column('device_id').execute();
    },
  },
  '0003-call-software': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('call_record').addColumn('software', 'text').execute();
    },
  },
  '0004-waiting-room': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .alterTable('meeting')
        .addColumn('wait_for_host', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    },
  },
  '0005-access-and-audit': {
    async up(db: Kysely<unknown>): Promise<void> {
      const { schema } = db;
      const add = async (
        table: string,
        columns: readonly (readonly [name: string, type: 'text' | 'bigint' | 'integer', fallback?: string | number])[],
      ): Promise<void> => {
        for (const [name, type, fallback] of columns) {
          await schema
            .alterTable(table)
            .addColumn(name, type, (c) => (fallback === undefined ? c : c.notNull().defaultTo(fallback)))
            .execute();
        }
      };
      await add('account', [
        ['version', 'integer', 1],
        ['remote_control', 'text', 'on'],
        ['far_end_camera_control', 'text', 'on'],
        ['content_from_rooms', 'text', 'on'],
        ['unregistered_devices', 'text', 'allow'],
        ['minimum_encryption', 'text', 'none'],
      ]);
      await add('user', [
        ['version', 'integer', 1],
        ['registration', 'text', 'Registered'],
        ['license', 'text'],
        ['invited_at', 'bigint'],
        ['joined_at', 'bigint'],
        ['privacy', 'text', 'Public'],
        ['logged_out_at', 'bigint'],
      ]);
      await add('meeting', [
        ['kind', 'text', 'scheduled'],
        ['version', 'integer', 1],
        ['starts_at', 'bigint'],
        ['ends_at', 'bigint'],
        ['expires_at', 'bigint'],
      ]);
      await schema.createIndex('meeting_account').on('meeting').column('account_id').execute();
      await schema.createIndex('user_by_email').on('user').column('email').execute();
      await schema.alterTable('pin').addColumn('sealed', blob).execute();
      // Keys created earlier had full access.
      await add('api_key', [
        ['account_id', 'text'],
        ['policies', 'text', '["AmazonChimeFullAccess"]'],
        ['expires_at', 'bigint'],
        ['revoked_at', 'bigint'],
      ]);
      await schema
        .createTable('policy')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('document', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .createTable('audit_head')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('seq', 'bigint', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .execute();
      await (db as Kysely<Pick<Tables, 'audit_head'>>)
        .insertInto('audit_head')
        .values({ id: 1, seq: 0, hash: NO_HASH })
        .execute();
      await schema
        .createTable('audit_event')
        .addColumn('seq', 'bigint', (c) => c.primaryKey())
        .addColumn('time', 'bigint', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('account_id', 'text')
        .addColumn('record', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .execute();
      for (const column of ['time', 'actor', 'account_id'])
        await schema.createIndex(`audit_event_${column}`).on('audit_event').column(column).execute();
      await schema
        .createTable('idempotency')
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('request', 'text', (c) => c.notNull())
        .addColumn('status', 'integer', (c) => c.notNull())
        .addColumn('response', blob, (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('idempotency_key', ['actor', 'key'])
        .execute();
    },
  },
  '0006-devices': {
    async up(db: Kysely<unknown>): Promise<void> {
      const { schema } = db;
      const add = async (table: string, texts: readonly string[], times: readonly string[] = []): Promise<void> => {
        for (const name of texts) await schema.alterTable(table).addColumn(name, 'text').execute();
        for (const name of times) await schema.alterTable(table).addColumn(name, 'bigint').execute();
      };
      await schema
        .createTable('compatible_list')
        .addColumn('version', 'integer', (c) => c.primaryKey())
        .addColumn('document', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .execute();
      await schema
        .alterTable('device')
        .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
        .execute();
      await schema
        .alterTable('device')
        .addColumn('source_networks', 'text', (c) => c.notNull().defaultTo('[]'))
        .execute();
      await add(
        'device',
        [
          'site',
          'room',
          'vendor',
          'model',
          'firmware',
          'dial_style',
          'notes',
          'override',
          'firmware_seen',
          'last_call_id',
          'last_call_result',
          'last_call_reason',
        ],
        ['firmware_seen_at', 'last_call_at'],
      );
      await schema.createIndex('device_account').on('device').columns(['account_id', 'id']).execute();
      await schema
        .alterTable('device_alias')
        .addColumn('kind', 'text', (c) => c.notNull().defaultTo('h323'))
        .execute();
      await add('binding', ['device_id', 'source_address']);
      for (const column of ['device_id', 'source_address'])
        await schema.createIndex(`binding_${column}`).on('binding').column(column).execute();
      await add('call_record', ['device_id', 'firmware']);
      await schema.createIndex('call_record_device').on('call_record').columns(['device_id', 'seq']).execute();
    },
  },
  '0007-content': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .alterTable('meeting')
        .addColumn('content_floor', 'text', (c) => c.notNull().defaultTo('newest-wins'))
        .execute();
      await db.schema.alterTable('call_record').addColumn('content', 'text').execute();
    },
  },
  '0008-encryption': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('call_record').addColumn('encryption', 'text').execute();
    },
  },
  '0009-words': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('account').renameColumn('content_from_rooms', 'content_from_devices').execute();
    },
  },
});
