package kartotek

import java.net.InetAddress
import kartotek.model.Job

/** What the examples of the README name without saying where it comes from; `examples.awk` makes them extensions of it. */
class ReadmeScope(val register: Register, val job: Job, val visitor: InetAddress)
