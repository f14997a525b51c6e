/** Ask until the answer is yes. */
exports.until = async (question, milliseconds = 45_000) => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`nothing after ${milliseconds} ms: ${question}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
