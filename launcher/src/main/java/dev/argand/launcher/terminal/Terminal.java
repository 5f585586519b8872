package dev.argand.launcher.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command writes for a person: plain lines, with a little colour on a real terminal only.
 * Thread-safe as its writers are.
 */
public final class Terminal {
  /** Characters of a line that every terminal shows as one. */
  public static final int WIDTH = 80;

  private final PrintWriter out;
  private final boolean interactive;

  /**
   * A terminal over a writer.
   *
   * @param interactive whether colours and lines that redraw themselves make sense
   */
  public Terminal(PrintWriter out, boolean interactive) {
    this.out = out;
    this.interactive = interactive;
  }

  /** Standard output of a command; with {@code asideForJson} its standard error. */
  public static Terminal of(CommandLine command, boolean asideForJson) {
    PrintWriter writer = asideForJson ? command.getErr() : command.getOut();
    return new Terminal(writer, !asideForJson && Ansi.AUTO.enabled());
  }

  /** Standard error of a command whose answer is the last line of standard output. */
  public static Terminal aside(CommandLine command) {
    return new Terminal(command.getErr(), Ansi.AUTO.enabled());
  }

  /** Whether a person sees a terminal that can redraw a line. */
  public boolean isInteractive() {
    return interactive;
  }

  /** Writes a line at once. */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Writes a formatted line at once; numbers have points, wherever the machine stands. */
  public void line(String format, Object... values) {
    line(String.format(Locale.ROOT, format, values));
  }

  /** Writes text in as many lines as it needs, the first indented by two and the others by four. */
  public void paragraph(String text) {
    String indent = "  ";
    for (String line : Paragraph.lines(text, WIDTH - 2 * indent.length())) {
      line(indent + line);
      indent = "    ";
    }
  }

  /** Writes a heading with a blank line before it. */
  public void heading(String text) {
    line("");
    line(styled("1", text));
  }

  /** Text in green where there is colour. */
  public String good(String text) {
    return styled("32", text);
  }

  /** Text in red where there is colour. */
  public String bad(String text) {
    return styled("31", text);
  }

  /** Text in grey where there is colour. */
  public String faint(String text) {
    return styled("2", text);
  }

  private String styled(String code, String text) {
    return interactive ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
