package dev.argand.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By how much this process's resident memory rises at most during a piece of work, what other
 * threads take meanwhile included. Linux keeps the peak, and forgets it on demand.
 */
final class MemoryPeak {
  private static final Logger log = LoggerFactory.getLogger(MemoryPeak.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path FORGET = Path.of("/proc/self/clear_refs");
  private static final byte[] FORGET_PEAK = "5".getBytes(StandardCharsets.US_ASCII);
  private static final long KIB = 1024;

  private MemoryPeak() {}

  /** Does the work; 0 where the operating system does not tell. One thread at a time. */
  static long bytesOf(Runnable work) {
    long before;
    try {
      Files.write(FORGET, FORGET_PEAK);
      before = kib("VmRSS:");
    } catch (IOException e) {
      log.debug("The peak of memory is not told here", e);
      work.run();
      return 0;
    }
    work.run();
    try {
      return Math.max(0, kib("VmHWM:") - before) * KIB;
    } catch (IOException e) {
      log.debug("The peak of memory is not told here", e);
      return 0;
    }
  }

  private static long kib(String name) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no line " + name);
  }
}
