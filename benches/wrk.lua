-- One line of result for benches/measure.py; with DRAFTS (a file of "path etag" lines), submits each of them once.
local drafts, again = os.getenv("DRAFTS"), os.getenv("AGAIN")
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

if drafts then
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
        answered = answered + 1
        if status == 200 then good = good + 1 elseif #faults < 1000 then faults = faults .. status .. " " .. body .. "\n" end
        if not again and answered == #mine then wrk.thread:stop() end
    end
end

function done(summary, latency)
    local counted, told = summary.requests, ""
    if drafts then
        counted = 0
        for _, thread in ipairs(threads) do
            counted, told = counted + thread:get("good"), told .. thread:get("faults")
        end
    end
    local errors = summary.errors
    local lost = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    io.write(string.format("RESULT %d %d %d %d %d\n%s", counted, summary.duration, latency:percentile(50), latency:percentile(99), lost, told))
end
