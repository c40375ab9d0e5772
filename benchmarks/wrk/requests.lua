-- Cycles through prepared requests and checks every answer.
--
-- args: FILE STATUS START LENGTH_MIN PAUSE_MS
--   FILE        one request a line: METHOD PATH TOKEN ("-" for none), separated by tabs
--   STATUS      what every answer must be
--   START       how every body must start ("-" for any)
--   LENGTH_MIN  how long every body must be at least
--   PAUSE_MS    how long each connection waits before it asks again

local threads = {}
local seeds = 0

function setup(thread)
  thread:set("number", seeds)
  seeds = seeds + 1
  table.insert(threads, thread)
end

function init(args)
  requests = {}
  wanted_status = tonumber(args[2])
  wanted_start = args[3] ~= "-" and args[3] or nil
  wanted_length = tonumber(args[4])
  pause_ms = tonumber(args[5])
  -- wrk asks for a pause only where there is this function, and pays a timer for it.
  if pause_ms > 0 then delay = function() return pause_ms end end
  bad = 0
  checked = 0
  bytes = 0
  for line in io.lines(args[1]) do
    local method, path, token, body = line:match("^([^\t]+)\t([^\t]+)\t([^\t]+)\t?(.*)$")
    local headers = { ["Host"] = wrk.headers["Host"] }
    if token ~= "-" then headers["Authorization"] = "Bearer " .. token end
    if body ~= "" then headers["Content-Type"] = "application/json" else body = nil end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
  -- Threads start apart, so that no two readers ask at the same time.
  at = math.floor(#requests * number / 8)
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, headers, body)
  checked = checked + 1
  bytes = bytes + #body
  if status ~= wanted_status or #body < wanted_length
    or (wanted_start and body:sub(1, #wanted_start) ~= wanted_start) then
    bad = bad + 1
  end
end

function done(summary, latency, _)
  local all_bad, all_checked, all_bytes = 0, 0, 0
  for _, thread in ipairs(threads) do
    all_bad = all_bad + thread:get("bad")
    all_checked = all_checked + thread:get("checked")
    all_bytes = all_bytes + thread:get("bytes")
  end
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "us": %d, "checked": %d, "bad": %d, "bytes": %d, "errors": %d, "p50_us": %d, "p99_us": %d}\n',
    summary.requests, summary.duration, all_checked, all_bad, all_bytes,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
