import { readTopics, topicName } from './live-topic.js';

describe('what a page may watch', () => {
  const names = (text: string, role: 'supervisor' | 'agent' | 'manager' = 'supervisor') =>
    readTopics(text, role).map(topicName);

  it('is what it names, each once', () => {
    expect(names('campaign:12,waiting,campaign:12,import:3,sandbox')).toEqual([
      'campaign:12',
      'waiting',
      'import:3',
      'sandbox',
    ]);
  });

  it.each(['campaign', 'campaign:x', 'campaign:-1', 'waiting:3', 'toString', '__proto__:1', '', 'campaign:1e3'])(
    'leaves out what is no topic: %p',
    (text) => expect(names(text)).toEqual([]),
  );

  it('leaves out what the role may not see', () => {
    expect(names('campaign:1,import:2,waiting,sandbox', 'agent')).toEqual(['waiting', 'sandbox']);
    expect(names('campaign:1,waiting', 'manager')).toEqual(['campaign:1']);
  });

  it('has an end', () => {
    const many = Array.from({ length: 500 }, (_, i) => `campaign:${i}`).join(',');
    expect(names(many)).toHaveLength(60);
  });
});
