import type { Organisation } from '../config/organisation.js';
import type { SmsQuestion } from '../surveys/sms-question.js';

/** The one polite question again after a number outside the scale. */
export function reAskText(organisation: Organisation, question: SmsQuestion, chinese: boolean): string {
  const { min, max } = question;
  if (chinese)
    return `【${organisation.name}】感谢您的回复。请用${min}-${max}之间的数字评分,${max}为最高,回复数字即可。`;
  return `${organisation.name}: Thank you. Please reply with one number from ${min} to ${max}; ${max} is the best.`;
}

/** Who we are, how to reach a person, how to refuse. */
export function helpText(organisation: Organisation, chinese: boolean): string {
  const phone = organisation.servicePhone;
  if (chinese) return `【${organisation.name}】服务回访短信。${phone === '' ? '' : `客服电话${phone}。`}拒收请回复R`;
  return `${organisation.name}: follow-up on our service. ${phone === '' ? '' : `Call us: ${phone}. `}Reply STOP to opt out.`;
}
