package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.natives.NvidiaGpu;
import dev.argand.search.run.Compute;
import dev.argand.search.run.ComputeChooser;
import dev.argand.search.run.DeviceChoice;
import dev.argand.search.spectra.SpectraChoice;
import picocli.CommandLine.Option;

/** What searches compute with. */
final class ComputeOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "auto, cpu or cuda. auto: an NVIDIA GPU if there is one, its natives were fetched"
              + " (argand natives) and it works (default: ${DEFAULT-VALUE}).")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(
      names = "--spectra",
      paramLabel = "BACKEND",
      defaultValue = "java",
      description =
          "What computes the spectra of training batches: java, or nd4j (argand natives fetch"
              + " nd4j). All else is always Java's (default: ${DEFAULT-VALUE}).")
  private SpectraChoice spectra = SpectraChoice.JAVA;

  /**
   * Tries what was asked for.
   *
   * @param aside hears a line for each thing that was hoped for and is not used
   */
  Compute choose(Home home, Terminal aside) throws NativesException, InterruptedException {
    return new ComputeChooser(
            new NativesFolder(home.natives()),
            new NvidiaGpu(),
            line -> aside.line("argand: " + line))
        .choose(device, spectra);
  }
}
