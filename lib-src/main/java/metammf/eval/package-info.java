/** Full ranking of all items and its metrics; knows vectors of users and items, not models or training. */
package metammf.eval;
