import { parseSurveyDefinition, type LocalizedText } from './survey-definition.js';

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });

const SATISFACTION = [
  text('非常不满意', 'Very dissatisfied'),
  text('不满意', 'Dissatisfied'),
  text('一般', 'Neutral'),
  text('满意', 'Satisfied'),
  text('非常满意', 'Very satisfied'),
];

/** The packaged survey `default`: product and service satisfaction, reason, NPS, effort, suggestion, renewal (F1, F2). */
export const DEFAULT_SURVEY = parseSurveyDefinition({
  title: text('用户满意度调查', 'Customer satisfaction survey'),
  intro: text('只需一两分钟。您的每一条意见我们都会认真阅读。', 'It takes a minute or two. We read every answer.'),
  thanks: text('感谢您的答复！', 'Thank you for your answers!'),
  thanksDissatisfied: text(
    '非常谢谢您的反映。这一点我们的确做得不够，我们很快就会改进，请您监督。',
    'Thank you for telling us. We fell short here, and we are going to put it right; please hold us to it.',
  ),
  questions: [
    {
      id: 'product',
      kind: 'rating',
      score: 'product',
      required: true,
      notApplicable: true,
      labels: SATISFACTION,
      text: text(
        '您对我们的产品总体满意吗？（5 分为非常满意）',
        'Overall, how satisfied are you with our product? (5 is the best)',
      ),
    },
    {
      id: 'service',
      kind: 'rating',
      score: 'service',
      lead: true,
      required: true,
      notApplicable: true,
      labels: SATISFACTION,
      text: text(
        '您对本次服务总体满意吗？（5 分为非常满意）',
        'Overall, how satisfied are you with our service? (5 is the best)',
      ),
      textWithAgent: text(
        '您对本次服务（工号 {{agent_no}}）总体满意吗？（5 分为非常满意）',
        'Overall, how satisfied are you with our service (agent no. {{agent_no}})? (5 is the best)',
      ),
    },
    {
      id: 'reasons',
      kind: 'multi',
      score: 'reasons',
      showIf: {
        any: [
          { question: 'product', atMost: 3 },
          { question: 'service', atMost: 3 },
        ],
      },
      text: text('主要是哪方面不满意？（可多选）', 'What were you not satisfied with? (choose any)'),
      options: [
        { code: 'service-attitude', text: text('服务态度', 'Attitude of our staff') },
        { code: 'response-speed', text: text('响应速度', 'Speed of our response') },
        { code: 'expertise', text: text('专业能力', 'Expertise') },
        { code: 'problem-solving', text: text('问题解决', 'My problem was not solved') },
        { code: 'product-quality', text: text('产品质量', 'Product quality') },
        { code: 'price', text: text('价格', 'Price') },
        { code: 'other', text: text('其他', 'Something else') },
      ],
    },
    {
      id: 'nps',
      kind: 'nps',
      text: text(
        '您有多大可能把我们推荐给朋友或同事？（10 分为非常可能）',
        'How likely are you to recommend us to a friend or colleague? (10 is the best)',
      ),
      lowLabel: text('完全不可能', 'Not at all likely'),
      highLabel: text('非常可能', 'Extremely likely'),
    },
    {
      id: 'ces',
      kind: 'ces',
      text: text(
        '“公司让我很容易就解决了问题。”您同意吗？（7 分为非常同意）',
        '“The company made it easy to get my problem solved.” Do you agree? (7 is the best)',
      ),
      lowLabel: text('非常不同意', 'Strongly disagree'),
      highLabel: text('非常同意', 'Strongly agree'),
    },
    {
      id: 'suggestion',
      kind: 'text',
      score: 'comment',
      maxLength: 1000,
      text: text('您对我们有什么建议？', 'What could we do better?'),
    },
    {
      id: 'renewal',
      kind: 'yesno',
      score: 'interest',
      showIf: { any: [{ fact: 'renewal-offer' }] },
      text: text('是否希望我们联系您办理续卡或升级？', 'Would you like us to contact you about renewing or upgrading?'),
    },
  ],
});
