-- One line of result for benches/measure.py; with DRAFTS (a file of "path etag" lines), submits each of them once.
local drafts, again = os.getenv("DRAFTS"), os.getenv("AGAIN")
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

if drafts then
    -- wrk sleeps out its time even when all is done: the clock of the submissions is ours.
    local ffi = require("ffi")
    ffi.cdef("typedef struct { long s, ns; } moment; int clock_gettime(int, moment *);")
    local moment = ffi.new("moment")
    local function now()
        ffi.C.clock_gettime(1, moment)
        return tonumber(moment.s) + tonumber(moment.ns) / 1e9
    end
    first, last = 0, 0
    allowed, sent, answered, good, faults = 0, 0, 0, 0, ""

    function init(arguments)
        mine = {}
        local line = 0
        for path, etag in io.open(drafts):read("*a"):gmatch("(%S+) (%S+)\n") do
            if line % 2 == number then
                local headers = { ["If-Match"] = etag, ["Content-Type"] = "application/json" }
                for name, value in pairs(wrk.headers) do headers[name] = value end
                headers["Idempotency-Key"] = "bench-" .. line
                table.insert(mine, wrk.format("POST", path, headers, "{}"))
            end
            line = line + 1
        end
    end
    -- wrk makes the first request once more than it sends it: the order is a ring.
    function request()
        if sent <= 1 then first = now() end
        sent = sent + 1
        return mine[(sent - 1) % #mine + 1]
    end
    if not again then
        -- Whoever has nothing left to send waits for the end.
        function delay()
            allowed = allowed + 1
            return allowed > #mine and 60000 or 0
        end
    end
    function response(status, _, body)
        answered, last = answered + 1, now()
        if status == 200 then good = good + 1 elseif #faults < 1000 then faults = faults .. status .. " " .. body .. "\n" end
        if not again and answered == #mine then wrk.thread:stop() end
    end
end

function done(summary, latency)
    local counted, took, told = summary.requests, summary.duration, ""
    if drafts then
        local first, last = math.huge, 0
        counted = 0
        for _, thread in ipairs(threads) do
            counted, told = counted + thread:get("good"), told .. thread:get("faults")
            first, last = math.min(first, thread:get("first")), math.max(last, thread:get("last"))
        end
        took = (last - first) * 1e6
    end
    local errors = summary.errors
    local lost = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    io.write(string.format("RESULT %d %d %d %d %d\n%s", counted, took, latency:percentile(50), latency:percentile(99), lost, told))
end
