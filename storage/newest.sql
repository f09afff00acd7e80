CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE source (
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	name_en TEXT NOT NULL, 
	country TEXT NOT NULL, 
	homepage TEXT NOT NULL, 
	config_hash TEXT NOT NULL, 
	every_s INTEGER NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	paused BOOLEAN NOT NULL, 
	health TEXT, 
	failures INTEGER NOT NULL, 
	next_due_at DATETIME, 
	last_success_at DATETIME, retired_at DATETIME, rhythm_s INTEGER, asked_at DATETIME, 
	CONSTRAINT pk_source PRIMARY KEY ("key")
);
CREATE INDEX ix_source_next_due_at ON source (next_due_at);
CREATE TABLE crawl_run (
	id INTEGER NOT NULL, 
	source_key TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	worker TEXT NOT NULL, 
	verdict TEXT, 
	hint TEXT, 
	counts TEXT NOT NULL, version TEXT, problems TEXT, 
	CONSTRAINT pk_crawl_run PRIMARY KEY (id), 
	CONSTRAINT fk_crawl_run_source_key FOREIGN KEY(source_key) REFERENCES source ("key")
);
CREATE INDEX ix_crawl_run_source_key_started_at ON crawl_run (source_key, started_at);
CREATE TABLE page (
	id INTEGER NOT NULL, 
	address_key BIGINT NOT NULL, 
	address TEXT NOT NULL, 
	source_key TEXT NOT NULL, 
	url TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	status INTEGER, 
	body_hash TEXT, 
	cursor TEXT, 
	failures INTEGER NOT NULL, 
	note TEXT, 
	title TEXT, 
	date_text TEXT, 
	feed_date DATETIME, 
	next_check_at DATETIME, missing_since DATETIME, duplicate_of TEXT, 
	CONSTRAINT pk_page PRIMARY KEY (id), 
	CONSTRAINT fk_page_source_key FOREIGN KEY(source_key) REFERENCES source ("key"), 
	CONSTRAINT uq_page_address_key UNIQUE (address_key)
);
CREATE INDEX ix_page_source_key_state_next_check_at ON page (source_key, state, next_check_at);
CREATE TABLE story (
	id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_story PRIMARY KEY (id)
);
CREATE TABLE raw_page (
	sha256 TEXT NOT NULL, 
	url TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	headers TEXT NOT NULL, 
	encoding TEXT, 
	fetched_at DATETIME NOT NULL, 
	size BIGINT NOT NULL, 
	base TEXT, 
	depth INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_raw_page PRIMARY KEY (sha256), 
	CONSTRAINT fk_raw_page_base FOREIGN KEY(base) REFERENCES raw_page (sha256)
);
CREATE TABLE article (
	id INTEGER NOT NULL, 
	address_key BIGINT NOT NULL, 
	address TEXT NOT NULL, 
	source_key TEXT NOT NULL, 
	url TEXT NOT NULL, 
	canonical_url TEXT, 
	version INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	language TEXT, 
	authors TEXT NOT NULL, 
	rubric TEXT, 
	image TEXT, 
	attachments TEXT NOT NULL, 
	siblings TEXT NOT NULL, 
	day TEXT NOT NULL, 
	published_day TEXT, 
	published_value TEXT, 
	published_precision TEXT, 
	published_raw TEXT, 
	published_provenance TEXT, 
	published_confidence FLOAT, 
	title_from TEXT NOT NULL, 
	body_from TEXT NOT NULL, 
	body_confidence FLOAT NOT NULL, 
	content_hash TEXT NOT NULL, 
	signature BIGINT NOT NULL, 
	story_id BIGINT NOT NULL, 
	page_sha256 TEXT, 
	first_seen_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	gone_at DATETIME, 
	CONSTRAINT pk_article PRIMARY KEY (id), 
	CONSTRAINT fk_article_page_sha256 FOREIGN KEY(page_sha256) REFERENCES raw_page (sha256), 
	CONSTRAINT fk_article_source_key FOREIGN KEY(source_key) REFERENCES source ("key"), 
	CONSTRAINT fk_article_story_id FOREIGN KEY(story_id) REFERENCES story (id), 
	CONSTRAINT uq_article_address_key UNIQUE (address_key)
);
CREATE INDEX ix_article_content_hash ON article (content_hash);
CREATE INDEX ix_article_first_seen_at ON article (first_seen_at);
CREATE INDEX ix_article_source_key_day ON article (source_key, day);
CREATE INDEX ix_article_story_id ON article (story_id);
CREATE TABLE article_version (
	article_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	published_day TEXT, 
	content_hash TEXT NOT NULL, 
	change_kind TEXT NOT NULL, 
	added TEXT NOT NULL, 
	removed TEXT NOT NULL, 
	run_id BIGINT, 
	page_sha256 TEXT, reader TEXT, 
	CONSTRAINT pk_article_version PRIMARY KEY (article_id, version), 
	CONSTRAINT fk_article_version_article_id FOREIGN KEY(article_id) REFERENCES article (id), 
	CONSTRAINT fk_article_version_page_sha256 FOREIGN KEY(page_sha256) REFERENCES raw_page (sha256), 
	CONSTRAINT fk_article_version_run_id FOREIGN KEY(run_id) REFERENCES crawl_run (id)
);
CREATE TABLE flag (
	article_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	topic TEXT NOT NULL, 
	grade INTEGER NOT NULL, 
	score FLOAT NOT NULL, 
	evidence TEXT NOT NULL, 
	lexicon_version TEXT NOT NULL, 
	reviewed TEXT, 
	reviewed_by TEXT, day TEXT DEFAULT '' NOT NULL, source_key TEXT DEFAULT '' NOT NULL, language TEXT, 
	CONSTRAINT pk_flag PRIMARY KEY (article_id, version, topic), 
	CONSTRAINT fk_flag_article_id_version FOREIGN KEY(article_id, version) REFERENCES article_version (article_id, version)
);
CREATE TABLE profile (
	source_key TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	places TEXT NOT NULL, 
	hits INTEGER NOT NULL, 
	fallbacks INTEGER NOT NULL, 
	misses INTEGER NOT NULL, 
	missing_since DATETIME, 
	last_miss TEXT, 
	retired_at DATETIME, 
	retired_reason TEXT, 
	CONSTRAINT pk_profile PRIMARY KEY (source_key, since), 
	CONSTRAINT fk_profile_source_key FOREIGN KEY(source_key) REFERENCES source ("key")
);
CREATE TABLE article_event (
	id INTEGER NOT NULL, 
	article_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	topic TEXT, 
	CONSTRAINT pk_article_event PRIMARY KEY (id), 
	CONSTRAINT fk_article_event_article_id FOREIGN KEY(article_id) REFERENCES article (id)
);
CREATE INDEX ix_article_event_article_id ON article_event (article_id);
CREATE TABLE text_key (
	"key" BIGINT NOT NULL, 
	article_id BIGINT NOT NULL, 
	CONSTRAINT pk_text_key PRIMARY KEY ("key", article_id)
)
 WITHOUT ROWID

;
CREATE TABLE host (
	name TEXT NOT NULL, 
	lease_owner TEXT, 
	lease_until DATETIME, 
	next_at DATETIME, 
	day TEXT, 
	requests INTEGER NOT NULL, 
	robots_at DATETIME, 
	robots_status INTEGER, 
	robots_body BLOB, 
	CONSTRAINT pk_host PRIMARY KEY (name)
);
CREATE TABLE backfill (
	source_key TEXT NOT NULL, 
	way TEXT NOT NULL, 
	since TEXT NOT NULL, 
	next_url TEXT, 
	pages INTEGER NOT NULL, 
	links INTEGER NOT NULL, 
	newest TEXT, 
	oldest TEXT, 
	last_page INTEGER, 
	finished_at DATETIME, 
	CONSTRAINT pk_backfill PRIMARY KEY (source_key, way), 
	CONSTRAINT fk_backfill_source_key FOREIGN KEY(source_key) REFERENCES source ("key")
);
CREATE TABLE "alert" (
	id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	source_key TEXT NOT NULL, 
	article_id BIGINT, 
	version INTEGER, 
	topic TEXT, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	next_attempt_at DATETIME, 
	delivery_id TEXT, 
	lease_owner TEXT, 
	lease_until DATETIME, 
	error TEXT, 
	sent_at DATETIME, 
	payload TEXT, 
	not_before DATETIME, 
	thread TEXT, 
	CONSTRAINT pk_alert PRIMARY KEY (id), 
	CONSTRAINT fk_alert_article_id_version FOREIGN KEY(article_id, version) REFERENCES article_version (article_id, version), 
	CONSTRAINT fk_alert_source_key FOREIGN KEY(source_key) REFERENCES source ("key"), 
	CONSTRAINT uq_alert_article_id_version_topic_channel_kind UNIQUE (article_id, version, topic, channel, kind)
);
CREATE INDEX ix_alert_delivery_id ON alert (delivery_id);
CREATE INDEX ix_alert_channel_state_next_attempt_at ON alert (channel, state, next_attempt_at);
CREATE INDEX ix_alert_channel_sent_at ON alert (channel, sent_at);
CREATE TABLE service (
	owner TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	loads INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	problem TEXT, 
	CONSTRAINT pk_service PRIMARY KEY (owner)
);
CREATE TABLE health (
	source_key TEXT NOT NULL, 
	run_id BIGINT, 
	judged_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT, 
	advice TEXT, 
	since DATETIME, 
	last_answer_at DATETIME, 
	silent_since DATETIME, 
	expected FLOAT NOT NULL, 
	got FLOAT NOT NULL, 
	weeks TEXT NOT NULL, 
	memory TEXT NOT NULL, 
	CONSTRAINT pk_health PRIMARY KEY (source_key)
);
CREATE INDEX ix_flag_day_article_id ON flag (day, article_id);
CREATE INDEX ix_flag_topic_day_article_id ON flag (topic, day, article_id);
CREATE TABLE search_entry (
	article_id BIGINT NOT NULL, 
	entry BIGINT NOT NULL, 
	CONSTRAINT pk_search_entry PRIMARY KEY (article_id)
);
CREATE TABLE search_pending (
	article_id BIGINT NOT NULL, 
	CONSTRAINT pk_search_pending PRIMARY KEY (article_id)
);
CREATE VIRTUAL TABLE article_fts USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0');
CREATE TABLE person (
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, 
	CONSTRAINT pk_person PRIMARY KEY (name)
);
CREATE TABLE login (
	token_sha256 TEXT NOT NULL, 
	person TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_login PRIMARY KEY (token_sha256), 
	CONSTRAINT fk_login_person FOREIGN KEY(person) REFERENCES person (name)
);
CREATE INDEX ix_login_person ON login (person);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	person TEXT, 
	action TEXT NOT NULL, 
	target TEXT, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (at);
CREATE TABLE saved_search (
	id INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_saved_search PRIMARY KEY (id), 
	CONSTRAINT uq_saved_search_person_name UNIQUE (person, name)
);
CREATE INDEX ix_flag_source_key_day_article_id ON flag (source_key, day, article_id);
CREATE INDEX ix_flag_language_day_article_id ON flag (language, day, article_id);
CREATE INDEX ix_flag_reviewed ON flag (day, article_id) WHERE reviewed IS NOT NULL;
CREATE INDEX ix_alert_state_id ON alert (state, id);
CREATE INDEX ix_crawl_run_unfinished ON crawl_run (source_key) WHERE finished_at IS NULL;
INSERT INTO "alembic_version" ("version_num") VALUES ('0014');
