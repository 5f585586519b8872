package dev.argand.launcher.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A broker in a process of its own, so that a test can kill it. */
public final class BrokerProcess implements AutoCloseable {
  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts one and returns once it answers.
   *
   * @param folder its data; a broker that was killed leaves it to the next one
   * @param port where clients connect; 0 for any free one
   * @throws IOException if it ends instead; why is on this process's standard error
   */
  public static BrokerProcess start(Path folder, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String address = output.readLine();
    if (address == null) {
      throw new IOException("the broker of %s at port %d did not start".formatted(folder, port));
    }
    return new BrokerProcess(process, address);
  }

  /** What clients are given. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Kills it, as the operating system would; it is gone when this returns. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Starts on a folder, given first, at a port, given second; prints the address, and runs until
   * standard input ends.
   */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      out.println(broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // The parent holds the other end open for as long as the broker is wanted.
      }
    }
  }
}
