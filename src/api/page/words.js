// The texts of the page in both languages, and Swagger UI's in Chinese.

const CHINESE = {
  title: "督办 接口文档",
  other: "English",
  document: "OpenAPI 文档",
  readme: "说明",
  username: "用户名",
  password: "密码",
  signIn: "登录",
  signOut: "退出",
  filter: "筛选：名称、地址、操作标识…",
  found: (count) => `找到 ${count} 个操作`,
  all: (count) => `共 ${count} 个操作`,
  unreadable: (why) => `文档读取失败：${why}`,
  nowhere: (hash) => `文档中没有“${hash}”这一处；请在左侧查找。`,
  refused: (why) => `登录未成功：${why}`,
  ended: "登录已失效，请重新登录。",
  conventions: "通用约定：登录、并发、重试、分页、数值与时间",
  start: "从这里开始",
  steps: [
    "在右上角用用户名和密码登录；令牌只留在本页内存中，关闭页面即失。",
    "在左侧选择操作，点“试一试”，再点“执行”。选填的参数不预填，列表因此有内容。",
    "Idempotency-Key 留空时每次执行自动换新；If-Match 留空时先读取对象，用其当前的 ETag。",
    "一条常走的路：本人应办（get_my_due）→ 应报事项（list_obligations）→ 表单（get_form）→ 起草、提交报告（create_report、submit_report）。",
  ],
  key: "留空即每次执行自动生成。",
  match: "留空即先读取对象，用其当前的 ETag。",
};

const ENGLISH = {
  title: "duban reference",
  other: "中文",
  document: "OpenAPI document",
  readme: "README",
  username: "username",
  password: "password",
  signIn: "Sign in",
  signOut: "Sign out",
  filter: "Filter: name, address, operation id…",
  found: (count) => `${count} operations found`,
  all: (count) => `${count} operations`,
  unreadable: (why) => `The document cannot be read: ${why}`,
  nowhere: (hash) => `The document has no place “${hash}”: look for it at the left.`,
  refused: (why) => `Not signed in: ${why}`,
  ended: "The session has ended: sign in again.",
  conventions: "Conventions: signing in, concurrency, retries, pages, figures and times",
  start: "Begin here",
  steps: [
    "Sign in with name and password at the top right; the token stays in this page's memory only.",
    "Choose an operation at the left, then “Try it out” and “Execute”. Optional parameters are not filled in, so that lists show data.",
    "An empty Idempotency-Key is made anew for every call; an empty If-Match is the current ETag of the object, which is read first.",
    "A common way: what is due (get_my_due) → obligations (list_obligations) → form (get_form) → draft and submit (create_report, submit_report).",
  ],
  key: "Left empty it is made anew for every call.",
  match: "Left empty the object is read first, and its current ETag used.",
};

const asked = new URLSearchParams(location.search).get("lang");
export const language = ["zh", "en"].includes(asked) ? asked
  : (navigator.languages?.[0] ?? "zh").startsWith("en") ? "en" : "zh";
export const english = language === "en";
export const words = english ? ENGLISH : CHINESE;

const SWAGGER = {
  "Parameters": "参数", "No parameters": "没有参数", "Name": "名称", "Description": "说明", "Try it out": "试一试", "Cancel": "取消",
  "Reset": "重置", "Execute": "执行", "Clear": "清除", "Responses": "答复", "Code": "状态码", "Links": "链接", "No links": "无",
  "Request body": "请求体", "required": "必填", "Media type": "媒体类型", "Example Value": "示例", "Schema": "结构",
  "Server response": "服务器答复", "Response body": "答复正文", "Response headers": "答复头", "Request URL": "请求地址",
  "Request duration": "用时", "Download": "下载", "Details": "详情", "Edit Value": "编辑", "Send empty value": "发送空值",
  "Controls ": "指定 ", "header.": "头。", "Loading": "读取中", "Undocumented": "文档未载", "Deprecated": "已弃用", "Warning: Deprecated": "已弃用",
  "Available values": "可选值", "Default value": "缺省", "Example": "示例", "Examples": "示例", "Error": "错误", "Headers:": "答复头：",
  "Add string item": "添加一项", "Expand all": "全部展开", "Collapse all": "全部收起", "Additional properties:": "其他字段：",
  "No response body": "没有正文", "Copy to clipboard": "复制", "Copied": "已复制", "Parameter content type": "参数类型",
};

/** Says Swagger UI's own texts in Chinese, as they appear; texts of the document and of answers are left alone. */
export function translate(root) {
  if (english) return;
  const within = (node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = walker.currentNode; text; text = walker.nextNode()) {
      if (text.nodeType !== Node.TEXT_NODE) continue;
      const known = SWAGGER[text.data] ?? SWAGGER[text.data.trim()];
      if (known && !text.parentElement?.closest("pre, code, textarea, .renderedMarkdown, .markdown")) text.data = known;
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) (change.type === "characterData" ? [change.target] : change.addedNodes).forEach(within);
  }).observe(root, { childList: true, characterData: true, subtree: true });
}
