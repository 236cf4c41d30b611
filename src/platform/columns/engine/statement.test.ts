import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineFault, insertFrom, killByComment, readInto, readStatement } from './statement.ts';

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('columns: statements for a server run on the embedded engine as they are', () => {
  it('tells reads, inserts and the rest, past comments and brackets', () => {
    for (const [sql, kind] of [
      ['-- x\n/* y */ (SELECT 1)', 'read'],
      ['with a AS (SELECT 1) SELECT * FROM a', 'read'],
      ['INSERT INTO t SELECT 1', 'insert'],
      ['ALTER TABLE t DELETE WHERE 1', 'other'],
    ] as const)
      assert.equal(readStatement(sql, false).kind, kind, sql);
  });

  it('finds placeholders, but not in quoted text', () => {
    assert.deepEqual(readStatement("SELECT {a:UInt8}, '{b:String}', { c : Array(String)}", false).parameters, [
      'a',
      'c',
    ]);
  });

  it('refuses two statements and none, and lets a semicolon end one', () => {
    assert.throws(() => readStatement('SELECT 1; SELECT 2', false), EngineFault);
    assert.throws(() => readStatement(' -- nothing', false), EngineFault);
    assert.equal(readStatement("SELECT ';' ; ", false).sql, "SELECT ';'");
  });

  it('cuts the data from an INSERT that carries it', () => {
    assert.equal(readStatement('INSERT INTO t FORMAT CSV\n1;2\n', false).inlineData, '1;2\n');
    assert.equal(readStatement("INSERT INTO t VALUES (1, 'a;b')", false).inlineData, undefined);
  });

  it('sends rows into the pipe before the FORMAT of the statement, not of a function or column', () => {
    assert.equal(
      flat(readInto("SELECT format('{}', format) FROM t", 'p', 'JSONEachRow').sql),
      "SELECT format('{}', format) FROM t INTO OUTFILE 'p' TRUNCATE COMPRESSION 'none' FORMAT JSONEachRow",
    );
    const own = readInto('SELECT 1 FORMAT CSV SETTINGS a = 1', 'p', 'JSON');
    assert.equal(flat(own.sql), "SELECT 1 INTO OUTFILE 'p' TRUNCATE COMPRESSION 'none' FORMAT CSV SETTINGS a = 1");
    assert.equal(own.format, 'CSV');
  });

  it('reads the data of an INSERT from the pipe', () => {
    assert.equal(
      flat(insertFrom('INSERT INTO t (a) SETTINGS x = 1 FORMAT CSV', 'p')),
      "INSERT INTO t (a) FROM INFILE 'p' COMPRESSION 'none' SETTINGS x = 1 FORMAT CSV",
    );
    assert.equal(
      flat(insertFrom('INSERT INTO t VALUES', 'p')),
      "INSERT INTO t FROM INFILE 'p' COMPRESSION 'none' FORMAT Values",
    );
    assert.equal(
      flat(
        insertFrom(
          "INSERT INTO t SELECT rowNumberInAllBlocks(), ')' FROM input('a String, b Array(UInt8)') WHERE a != '' FORMAT TSV",
          "o'p",
          'gzip',
        ),
      ),
      "INSERT INTO t SELECT toUInt64(assumeNotNull(_row_number)), ')' FROM file('o\\'p', 'TSV', 'a String, b Array(UInt8)', 'gzip') WHERE a != ''",
    );
  });

  it('refuses an INSERT whose data has no form', () => {
    for (const sql of [
      'INSERT INTO t',
      "INSERT INTO t SELECT * FROM input('a String')",
      'INSERT INTO t SELECT * FROM input() FORMAT CSV',
      'INSERT INTO t SELECT 1 FORMAT CSV',
    ])
      assert.throws(() => insertFrom(sql, 'p'), EngineFault, sql);
  });

  it('kills by the id the client gave', () => {
    assert.equal(
      killByComment("KILL QUERY WHERE query_id = 'a' SYNC"),
      "KILL QUERY WHERE Settings['log_comment'] = 'a' ASYNC",
    );
    assert.equal(killByComment('SELECT query_id'), 'SELECT query_id');
  });
});
