-- A user of Neovim's built-in client: writes what can be seen as one JSON object a line to the file $SEEN.
-- nvim --headless --clean -c 'luafile neovim.lua'   (0.7 has no `-l`)

local seen = assert(io.open(os.getenv('SEEN'), 'w'))

local function tell(step, what)
  seen:write(vim.fn.json_encode({ step = step, seen = what }) .. '\n')
  seen:flush()
end

local function wait(condition)
  return vim.wait(60000, condition, 10)
end

local function shown()
  local found = {}
  for _, item in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { item.code, item.lnum, item.col })
  end
  return found
end

local function wait_for_diagnostics(count)
  wait(function() return #vim.diagnostic.get(0) == count end)
  return shown()
end

-- Whoever is to choose takes the first that is offered.
vim.ui.select = function(items, _, choose) choose(items[1], 1) end

local function use()
  vim.cmd('edit main.py')
  local client = vim.lsp.start_client({
    name = 'importls',
    cmd = { os.getenv('PYTHON'), '-m', 'importls', 'lsp' },
    root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(0, client)
  tell('opened', wait_for_diagnostics(1))

  vim.api.nvim_win_set_cursor(0, { 2, 25 })
  vim.lsp.buf.definition()
  wait(function() return vim.fn.expand('%:t') ~= 'main.py' end)
  tell('definition', { vim.fn.expand('%:t'), vim.fn.line('.') })

  vim.cmd('silent buffer main.py')
  vim.api.nvim_win_set_cursor(0, { 1, 8 })
  vim.lsp.buf.code_action()
  wait(function() return vim.fn.getline(1) ~= 'import helpre' end)
  tell('fixed', vim.fn.getline(1))
  tell('after the fix', wait_for_diagnostics(0))

  vim.api.nvim_buf_set_lines(0, 2, 2, false, { 'import made' })
  tell('typed', wait_for_diagnostics(1))
  vim.fn.writefile({ 'x = 1' }, 'made.py')
  vim.cmd('silent write')
  tell('saved after a module was made', wait_for_diagnostics(0))

  vim.lsp.stop_client(client)
  tell('stopped', wait(function() return vim.lsp.client_is_stopped(client) end))
end

local ok, mistake = pcall(use)
if not ok then tell('mistake', tostring(mistake)) end
seen:close()
vim.cmd('qall!')
