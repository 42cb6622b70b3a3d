/**
 * Connects the library with a front end: the display of values, live progress, and the switch for small runs. The
 * start-up script of notebooks and JShell calls {@link metammf.notebook.Notebook#start}.
 *
 * <table class="striped">
 * <caption>How a value is displayed</caption>
 * <thead><tr><th>value</th><th>in a notebook, on IJava or JJava</th><th>in JShell</th></tr></thead>
 * <tbody>
 * <tr><td>a chart</td><td>a picture with two pixels to the point, dark on a dark page</td><td>a window, or without a screen a PNG file</td></tr>
 * <tr><td>a {@link metammf.plot.Diagram}</td><td>a picture that follows the colours of the page</td><td>its description; with
 *     {@code show} an SVG file</td></tr>
 * <tr><td>a table, and what is best seen as one: data, models, {@link metammf.train.History},
 *     {@link metammf.eval.Report}, an {@link metammf.model.Explanation}</td><td>a table of the page</td><td>text</td></tr>
 * <tr><td>an array</td><td>its numbers</td><td>as JShell has it</td></tr>
 * <tr><td>a training under way</td><td>a panel, redrawn in place</td><td>a line for each epoch</td></tr>
 * <tr><td>other work under way, {@link metammf.notebook.Notebook.Live}</td><td>a bar and a line, at its end a line</td>
 *     <td>the last line</td></tr>
 * </tbody>
 * </table>
 */
package metammf.notebook;
