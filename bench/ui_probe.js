/* Put into a page before its own scripts: what bench/ui.py measures is measured in here, by the browser's own clock. */
;(() => {
  const bench = (window.bench = {})
  /** The second frame after now begins when the first has been painted: an upper bound for the paint. */
  const painted = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))))
  /** When `is()` first holds; asked after every change of the document, and in every frame. */
  bench.until = (is, patience = 30000) => new Promise((resolve, reject) => {
    const began = performance.now()
    const look = () => {
      if (over) return
      if (is()) end(resolve, performance.now())
      else if (performance.now() - began > patience) end(reject, new Error(`nothing came in ${patience} ms: ${is}`))
    }
    const watcher = new MutationObserver(look), everyFrame = () => { look(); if (!over) requestAnimationFrame(everyFrame) }
    let over = false
    const end = (how, what) => { over = true; watcher.disconnect(); how(what) }
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    everyFrame()
  })
  bench.painted = painted

  /** The next event of this type: when it came, what ran for it, when `look()` said something new, and when that was painted. */
  bench.arm = (type, look) => {
    const before = look()
    bench.found = new Promise((resolve, reject) => {
      addEventListener(type, e => {
        const began = performance.now(), { port1, port2 } = new MessageChannel()
        // The last listener of all: before it, the microtasks that the others queued have run. Where the event is stopped on its way, the next task.
        const worked = new Promise(done => {
          addEventListener(type, () => done(performance.now()), { once: true })
          port1.onmessage = () => done(performance.now())
        })
        port2.postMessage(0)
        bench.until(() => look() !== before).then(async changed => {
          const after = await painted()
          resolve({ waited: began - e.timeStamp, work: (await worked) - began, changed: changed - e.timeStamp, painted: after - e.timeStamp })
        }, reject)
      }, { capture: true, once: true })
    })
    bench.found.catch(() => {})
  }

  /** A key as a page hears it. Only for the cold start, where it must come in the first frame that has an ear. */
  const press = ({ key, code, keyCode }) => {
    for (const type of ['keydown', 'keypress', 'keyup'])
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(type, { key, code, keyCode, which: keyCode, bubbles: true, cancelable: true, composed: true }))
  }
  /** From the beginning of the navigation: first task painted, first key that acts. */
  bench.cold = async (shown, look, key) => {
    await bench.until(shown, 60000)
    const task = await painted(), before = look()
    for (;;) {
      press(key)
      await painted()
      if (look() !== before) break
    }
    return { task, acts: performance.now() }
  }

  /** The frames from now until `stop`. */
  bench.record = () => {
    const at = []
    let on = true
    const frame = now => { at.push(now); if (on) requestAnimationFrame(frame) }
    requestAnimationFrame(frame)
    bench.stop = () => { on = false; return at }
  }
})()
