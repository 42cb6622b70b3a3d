/**
 * Full ranking of all items, its metrics, and its results as files; knows scores of users and items, not
 * models or training.
 */
package metammf.eval;
