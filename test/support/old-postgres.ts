import { createServer, type AddressInfo, type Server } from 'node:net';

/** A server that speaks just enough of PostgreSQL's protocol to say that it is version 14. */
export async function startOldPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((socket) => {
    let greeted = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (!greeted) {
        greeted = true;
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready()]));
      } else if (data.toString('latin1', 0, 1) === 'Q') {
        socket.write(answer({ number: '140012', text: '14.12' }));
      } else {
        socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `postgres://old@127.0.0.1:${port}/old`, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** One row of text columns: description, data, end of the command, ready for the next. */
function answer(row: Readonly<Record<string, string>>): Buffer {
  const text = 25;
  const columns = Object.keys(row).map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), int(0, 4), int(0, 2), int(text, 4), int(0xffff, 2), int(0, 4), int(0, 2)]),
  );
  const values = Object.values(row).map((value) => Buffer.concat([int(value.length, 4), Buffer.from(value)]));
  return Buffer.concat([
    message('T', Buffer.concat([int(columns.length, 2), ...columns])),
    message('D', Buffer.concat([int(values.length, 2), ...values])),
    message('C', Buffer.from('SELECT 1\0')),
    ready(),
  ]);
}

function ready(): Buffer {
  return message('Z', Buffer.from('I'));
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int(body.length + 4, 4), body]);
}

function int(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
