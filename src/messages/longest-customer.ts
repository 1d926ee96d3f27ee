import type { MessageCustomer } from './message-context.js';
import { isChinese } from './template-variables.js';

/** A customer with everything that a text may name, each as long as it usually gets. */
export function longestCustomer(language: string): MessageCustomer {
  const zh = isChinese(language);
  const about = zh ? CHINESE : ENGLISH;
  return {
    ...about,
    gender: 'female',
    language,
    lastServiceAt: new Date('2026-12-30T04:00:00Z'),
    servedByAgentNo: '000000',
    cardExpiresOn: '2026-12-30',
  };
}

const CHINESE = {
  name: '欧阳娜娜娜',
  lastServiceItem: '年度高级会员专属定制课程',
  product: '新能源纯电动多用途乘用车',
  memberLevel: '钻石至尊会员',
};
const ENGLISH = {
  name: 'Alexandria Featherstonehaugh',
  lastServiceItem: 'Annual inspection and maintenance',
  product: 'Advanced certificate programme',
  memberLevel: 'Platinum Elite member',
};
