-- Generated: what the migrations of a new SQLite database lead to.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE organizations (
	id VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	slug VARCHAR(63) NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	locale VARCHAR(64) NOT NULL, 
	is_operator BOOLEAN NOT NULL, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_organizations PRIMARY KEY (id), 
	CONSTRAINT uq_organizations_slug UNIQUE (slug)
);
CREATE TABLE users (
	id VARCHAR(40) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	created_ms BIGINT NOT NULL, locale VARCHAR(64) DEFAULT 'en' NOT NULL, password_hash VARCHAR(255) DEFAULT '' NOT NULL, is_operator BOOLEAN DEFAULT 0 NOT NULL, email_verified_ms BIGINT, disabled_ms BIGINT, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email)
);
CREATE TABLE members (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	user_id VARCHAR(40) NOT NULL, 
	role VARCHAR(64) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_members PRIMARY KEY (id), 
	CONSTRAINT fk_members_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_members_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_members_organization_id_user_id UNIQUE (organization_id, user_id)
);
CREATE INDEX ix_members_user_id ON members (user_id);
CREATE TABLE projects (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	slug VARCHAR(63) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	archived_ms BIGINT, 
	CONSTRAINT pk_projects PRIMARY KEY (id), 
	CONSTRAINT fk_projects_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_projects_organization_id_slug UNIQUE (organization_id, slug)
);
CREATE TABLE api_keys (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40), 
	member_id VARCHAR(40), 
	name VARCHAR(200) NOT NULL, 
	prefix VARCHAR(16) NOT NULL, 
	secret_hash VARCHAR(64) NOT NULL, 
	scopes JSON NOT NULL, 
	created_ms BIGINT NOT NULL, 
	expires_ms BIGINT, 
	revoked_ms BIGINT, 
	last_used_ms BIGINT, 
	CONSTRAINT pk_api_keys PRIMARY KEY (id), 
	CONSTRAINT fk_api_keys_member_id_users FOREIGN KEY(member_id) REFERENCES users (id), 
	CONSTRAINT fk_api_keys_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_api_keys_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_api_keys_prefix UNIQUE (prefix)
);
CREATE INDEX ix_api_keys_organization_id ON api_keys (organization_id);
CREATE TABLE meters (
	id VARCHAR(40) NOT NULL, 
	subject_id VARCHAR(40) NOT NULL, 
	job_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	member_id VARCHAR(40) NOT NULL, 
	resource VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	count BIGINT NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	started_ms BIGINT, 
	metered_ms BIGINT, 
	lease_until_ms BIGINT NOT NULL, 
	lease_enforced BOOLEAN NOT NULL, 
	closed_ms BIGINT, idle_ms BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_meters PRIMARY KEY (id), 
	CONSTRAINT uq_meters_subject_id_resource_kind UNIQUE (subject_id, resource, kind)
);
CREATE INDEX ix_meters_organization_id_closed_ms ON meters (organization_id, closed_ms);
CREATE TABLE usage_quarters (
	organization_id VARCHAR(40) NOT NULL, 
	quarter_ms BIGINT NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	member_id VARCHAR(40) NOT NULL, 
	resource VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	faulted BOOLEAN NOT NULL, 
	amount BIGINT NOT NULL, 
	CONSTRAINT pk_usage_quarters PRIMARY KEY (organization_id, quarter_ms, project_id, member_id, resource, kind, faulted)
);
CREATE TABLE usage_events (
	id VARCHAR(40) NOT NULL, 
	idempotency_key VARCHAR(160) NOT NULL, 
	meter_id VARCHAR(40), 
	subject_id VARCHAR(40) NOT NULL, 
	job_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	member_id VARCHAR(40) NOT NULL, 
	resource VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	count BIGINT NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	amount BIGINT NOT NULL, 
	faulted BOOLEAN NOT NULL, 
	recorded_ms BIGINT NOT NULL, 
	CONSTRAINT pk_usage_events PRIMARY KEY (id), 
	CONSTRAINT fk_usage_events_meter_id_meters FOREIGN KEY(meter_id) REFERENCES meters (id), 
	CONSTRAINT uq_usage_events_idempotency_key UNIQUE (idempotency_key)
);
CREATE INDEX ix_usage_events_job_id ON usage_events (job_id);
CREATE INDEX ix_usage_events_meter_id_start_ms ON usage_events (meter_id, start_ms);
CREATE INDEX ix_usage_events_organization_id_start_ms ON usage_events (organization_id, start_ms);
CREATE TABLE code_uploads (
	id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	packed_bytes BIGINT NOT NULL, 
	unpacked_bytes BIGINT NOT NULL, 
	members BIGINT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_code_uploads PRIMARY KEY (id), 
	CONSTRAINT fk_code_uploads_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_code_uploads_project_id_digest UNIQUE (project_id, digest)
);
CREATE TABLE jobs (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	actor_id VARCHAR(40) NOT NULL, 
	member_id VARCHAR(40) NOT NULL, 
	request_key VARCHAR(200), 
	name VARCHAR(200) NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	stopped_by VARCHAR(64) NOT NULL, 
	stop_requested VARCHAR(64) NOT NULL, 
	spec JSON NOT NULL, 
	labels JSON NOT NULL, 
	code_digest VARCHAR(64), 
	priority BIGINT NOT NULL, 
	chip_count BIGINT NOT NULL, 
	chip_kinds JSON NOT NULL, 
	min_memory_bytes BIGINT NOT NULL, 
	max_micros_per_hour BIGINT, 
	attempts BIGINT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	queued_ms BIGINT NOT NULL, 
	not_before_ms BIGINT NOT NULL, 
	started_ms BIGINT, 
	ended_ms BIGINT, 
	exit_code BIGINT, isolation VARCHAR(64) DEFAULT 'L0' NOT NULL, preemptible BOOLEAN DEFAULT 0 NOT NULL, "after" JSON DEFAULT '[]' NOT NULL, array_id VARCHAR(40) DEFAULT '' NOT NULL, array_index BIGINT, array_at_once BIGINT, nodes BIGINT DEFAULT '1' NOT NULL, spread BOOLEAN DEFAULT 0 NOT NULL, limit_ms BIGINT, deadline_ms BIGINT, work VARCHAR(64) DEFAULT '' NOT NULL, chip_percent BIGINT DEFAULT '100' NOT NULL, 
	CONSTRAINT pk_jobs PRIMARY KEY (id), 
	CONSTRAINT fk_jobs_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_jobs_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_jobs_project_id_request_key UNIQUE (project_id, request_key)
);
CREATE INDEX ix_jobs_organization_id_id ON jobs (organization_id, id);
CREATE INDEX ix_jobs_project_id_id ON jobs (project_id, id);
CREATE INDEX ix_jobs_state_queued_ms ON jobs (state, queued_ms);
CREATE TABLE attempts (
	id VARCHAR(40) NOT NULL, 
	job_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	number BIGINT NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	stopped_by VARCHAR(64) NOT NULL, 
	stop_requested VARCHAR(64) NOT NULL, 
	node_id VARCHAR(40) NOT NULL, 
	chip_kind VARCHAR(64) NOT NULL, 
	chip_ids JSON NOT NULL, 
	created_ms BIGINT NOT NULL, 
	started_ms BIGINT, 
	ended_ms BIGINT, 
	ran_ms BIGINT NOT NULL, 
	lease_reason TEXT NOT NULL, 
	exit_code BIGINT, 
	commands JSON NOT NULL, 
	peak_memory_bytes BIGINT NOT NULL, 
	processor_ms BIGINT NOT NULL, 
	log_dropped_bytes BIGINT NOT NULL, chip_percent BIGINT DEFAULT '100' NOT NULL, part_memory_bytes BIGINT DEFAULT '0' NOT NULL, end_code VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (id), 
	CONSTRAINT fk_attempts_job_id_jobs FOREIGN KEY(job_id) REFERENCES jobs (id), 
	CONSTRAINT uq_attempts_job_id_number UNIQUE (job_id, number)
);
CREATE INDEX ix_attempts_state ON attempts (state);
CREATE TABLE job_events (
	id VARCHAR(40) NOT NULL, 
	job_id VARCHAR(40) NOT NULL, 
	attempt_id VARCHAR(40) NOT NULL, 
	from_state VARCHAR(64) NOT NULL, 
	to_state VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	actor_id VARCHAR(40) NOT NULL, 
	at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_job_events PRIMARY KEY (id), 
	CONSTRAINT fk_job_events_job_id_jobs FOREIGN KEY(job_id) REFERENCES jobs (id)
);
CREATE INDEX ix_job_events_job_id_id ON job_events (job_id, id);
CREATE TABLE plan_versions (
	"key" VARCHAR(64) NOT NULL, 
	plan_id VARCHAR(64) NOT NULL, 
	version BIGINT NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	body JSON NOT NULL, 
	published_ms BIGINT NOT NULL, 
	retired_ms BIGINT, 
	CONSTRAINT pk_plan_versions PRIMARY KEY ("key"), 
	CONSTRAINT uq_plan_versions_plan_id_version UNIQUE (plan_id, version)
);
CREATE TABLE subscriptions (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	plan_key VARCHAR(64) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	started_ms BIGINT NOT NULL, 
	anchor_ms BIGINT NOT NULL, 
	period_start_ms BIGINT NOT NULL, 
	period_end_ms BIGINT NOT NULL, 
	trial_end_ms BIGINT, 
	next_plan_key VARCHAR(64), 
	cancel_at_end BOOLEAN NOT NULL, 
	cancelled_ms BIGINT, pause_reason VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_subscriptions PRIMARY KEY (id), 
	CONSTRAINT fk_subscriptions_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_subscriptions_plan_key_plan_versions FOREIGN KEY(plan_key) REFERENCES plan_versions ("key")
);
CREATE INDEX ix_subscriptions_organization_id ON subscriptions (organization_id);
CREATE UNIQUE INDEX uq_subscriptions_current ON subscriptions (organization_id) WHERE state <> 'cancelled';
CREATE TABLE billing_periods (
	id VARCHAR(40) NOT NULL, 
	subscription_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	full_end_ms BIGINT NOT NULL, fee_billed_ms BIGINT, usage_billed_ms BIGINT, 
	CONSTRAINT pk_billing_periods PRIMARY KEY (id), 
	CONSTRAINT fk_billing_periods_subscription_id_subscriptions FOREIGN KEY(subscription_id) REFERENCES subscriptions (id), 
	CONSTRAINT uq_billing_periods_subscription_id_start_ms UNIQUE (subscription_id, start_ms)
);
CREATE INDEX ix_billing_periods_organization_id_start_ms ON billing_periods (organization_id, start_ms);
CREATE TABLE subscription_phases (
	id VARCHAR(40) NOT NULL, 
	subscription_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	plan_key VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT, 
	CONSTRAINT pk_subscription_phases PRIMARY KEY (id), 
	CONSTRAINT fk_subscription_phases_plan_key_plan_versions FOREIGN KEY(plan_key) REFERENCES plan_versions ("key"), 
	CONSTRAINT fk_subscription_phases_subscription_id_subscriptions FOREIGN KEY(subscription_id) REFERENCES subscriptions (id), 
	CONSTRAINT uq_subscription_phases_subscription_id_start_ms UNIQUE (subscription_id, start_ms)
);
CREATE TABLE budgets (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	member_id VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	window VARCHAR(64) NOT NULL, 
	counts VARCHAR(64) NOT NULL, 
	hard BOOLEAN NOT NULL, 
	thresholds JSON NOT NULL, 
	created_ms BIGINT NOT NULL, 
	archived_ms BIGINT, 
	CONSTRAINT pk_budgets PRIMARY KEY (id), 
	CONSTRAINT fk_budgets_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id)
);
CREATE INDEX ix_budgets_organization_id_archived_ms ON budgets (organization_id, archived_ms);
CREATE TABLE budget_alerts (
	id VARCHAR(40) NOT NULL, 
	budget_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	window_start_ms BIGINT NOT NULL, 
	threshold BIGINT NOT NULL, 
	spent_micros BIGINT NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	crossed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_budget_alerts PRIMARY KEY (id), 
	CONSTRAINT fk_budget_alerts_budget_id_budgets FOREIGN KEY(budget_id) REFERENCES budgets (id), 
	CONSTRAINT uq_budget_alerts_budget_id_window_start_ms_threshold UNIQUE (budget_id, window_start_ms, threshold)
);
CREATE TABLE secrets (
	id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	sealed TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_secrets PRIMARY KEY (id), 
	CONSTRAINT fk_secrets_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_secrets_project_id_name UNIQUE (project_id, name)
);
CREATE INDEX ix_jobs_array_id ON jobs (array_id);
CREATE TABLE number_series (
	name VARCHAR(64) NOT NULL, 
	last BIGINT NOT NULL, 
	CONSTRAINT pk_number_series PRIMARY KEY (name)
);
CREATE TABLE billing_profiles (
	organization_id VARCHAR(40) NOT NULL, 
	legal_name VARCHAR(200) NOT NULL, 
	address TEXT NOT NULL, 
	registration_number VARCHAR(64) NOT NULL, 
	country VARCHAR(64) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	CONSTRAINT pk_billing_profiles PRIMARY KEY (organization_id), 
	CONSTRAINT fk_billing_profiles_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id)
);
CREATE TABLE invoices (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	subscription_id VARCHAR(40) NOT NULL, 
	number VARCHAR(64), 
	state VARCHAR(64) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	seller JSON NOT NULL, 
	buyer JSON NOT NULL, 
	subtotal_micros BIGINT NOT NULL, 
	tax_name JSON NOT NULL, 
	tax_basis_points BIGINT NOT NULL, 
	tax_micros BIGINT NOT NULL, 
	total_micros BIGINT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	issued_ms BIGINT, 
	due_ms BIGINT, 
	paid_ms BIGINT, 
	CONSTRAINT pk_invoices PRIMARY KEY (id), 
	CONSTRAINT fk_invoices_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_invoices_subscription_id_subscriptions FOREIGN KEY(subscription_id) REFERENCES subscriptions (id), 
	CONSTRAINT uq_invoices_number UNIQUE (number)
);
CREATE INDEX ix_invoices_organization_id_id ON invoices (organization_id, id);
CREATE TABLE credit_notes (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	number VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	subtotal_micros BIGINT NOT NULL, 
	tax_micros BIGINT NOT NULL, 
	total_micros BIGINT NOT NULL, 
	issued_ms BIGINT NOT NULL, 
	CONSTRAINT pk_credit_notes PRIMARY KEY (id), 
	CONSTRAINT fk_credit_notes_invoice_id_invoices FOREIGN KEY(invoice_id) REFERENCES invoices (id), 
	CONSTRAINT uq_credit_notes_number UNIQUE (number)
);
CREATE INDEX ix_credit_notes_invoice_id ON credit_notes (invoice_id);
CREATE TABLE invoice_lines (
	id VARCHAR(40) NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	position BIGINT NOT NULL, 
	period_id VARCHAR(40) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	adjusts BOOLEAN NOT NULL, 
	plan_key VARCHAR(64) NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	resource VARCHAR(64) NOT NULL, 
	resource_kind VARCHAR(64) NOT NULL, 
	quantity BIGINT NOT NULL, 
	rate_micros BIGINT, 
	amount_micros BIGINT NOT NULL, 
	exact_micros BIGINT NOT NULL, 
	CONSTRAINT pk_invoice_lines PRIMARY KEY (id), 
	CONSTRAINT fk_invoice_lines_invoice_id_invoices FOREIGN KEY(invoice_id) REFERENCES invoices (id), 
	CONSTRAINT fk_invoice_lines_period_id_billing_periods FOREIGN KEY(period_id) REFERENCES billing_periods (id), 
	CONSTRAINT uq_invoice_lines_invoice_id_position UNIQUE (invoice_id, position)
);
CREATE INDEX ix_invoice_lines_period_id ON invoice_lines (period_id);
CREATE TABLE payments (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	provider VARCHAR(64) NOT NULL, 
	reference VARCHAR(200) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	received_ms BIGINT NOT NULL, excess_micros BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_payments PRIMARY KEY (id), 
	CONSTRAINT fk_payments_invoice_id_invoices FOREIGN KEY(invoice_id) REFERENCES invoices (id), 
	CONSTRAINT uq_payments_provider_reference UNIQUE (provider, reference)
);
CREATE INDEX ix_payments_invoice_id ON payments (invoice_id);
CREATE TABLE installation_settings (
	name VARCHAR(64) NOT NULL, 
	value JSON NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_installation_settings PRIMARY KEY (name)
);
CREATE TABLE invitations (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	role VARCHAR(64) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	actor_id VARCHAR(40) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	accepted_ms BIGINT, 
	revoked_ms BIGINT, 
	CONSTRAINT pk_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_invitations_organization_id_id ON invitations (organization_id, id);
CREATE TABLE login_sessions (
	id VARCHAR(40) NOT NULL, 
	user_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40), 
	token_hash VARCHAR(64) NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	user_agent VARCHAR(300) NOT NULL, 
	needs_second_factor BOOLEAN NOT NULL, 
	created_ms BIGINT NOT NULL, 
	last_seen_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_login_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_login_sessions_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT fk_login_sessions_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_login_sessions_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_login_sessions_user_id_id ON login_sessions (user_id, id);
CREATE TABLE mail_messages (
	id VARCHAR(40) NOT NULL, 
	recipient VARCHAR(254) NOT NULL, 
	template VARCHAR(64) NOT NULL, 
	subject VARCHAR(300) NOT NULL, 
	sealed TEXT NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	tries BIGINT NOT NULL, 
	due_ms BIGINT NOT NULL, 
	last_error TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_mail_messages PRIMARY KEY (id)
);
CREATE INDEX ix_mail_messages_state_due_ms ON mail_messages (state, due_ms);
CREATE TABLE audit_entries (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	number BIGINT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	actor_id VARCHAR(40) NOT NULL, 
	actor_name VARCHAR(254) NOT NULL, 
	action VARCHAR(200) NOT NULL, 
	target VARCHAR(200) NOT NULL, 
	is_visit BOOLEAN NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	detail JSON NOT NULL, 
	previous_hash VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_entries PRIMARY KEY (id), 
	CONSTRAINT uq_audit_entries_organization_id_number UNIQUE (organization_id, number)
);
CREATE INDEX ix_audit_entries_actor_id_id ON audit_entries (actor_id, id);
CREATE INDEX ix_audit_entries_organization_id_id ON audit_entries (organization_id, id);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TABLE device_logins (
	id VARCHAR(40) NOT NULL, 
	device_hash VARCHAR(64) NOT NULL, 
	user_code VARCHAR(16) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	decided_ms BIGINT, 
	sealed_key TEXT NOT NULL, 
	CONSTRAINT pk_device_logins PRIMARY KEY (id), 
	CONSTRAINT uq_device_logins_device_hash UNIQUE (device_hash), 
	CONSTRAINT uq_device_logins_user_code UNIQUE (user_code)
);
CREATE TABLE lockouts (
	name VARCHAR(64) NOT NULL, 
	failures BIGINT NOT NULL, 
	last_ms BIGINT NOT NULL, 
	locked_until_ms BIGINT NOT NULL, 
	CONSTRAINT pk_lockouts PRIMARY KEY (name)
);
CREATE TABLE rate_counters (
	name VARCHAR(100) NOT NULL, 
	window_start_ms BIGINT NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_rate_counters PRIMARY KEY (name, window_start_ms)
);
CREATE TABLE external_identities (
	id VARCHAR(40) NOT NULL, 
	user_id VARCHAR(40) NOT NULL, 
	issuer VARCHAR(300) NOT NULL, 
	subject VARCHAR(255) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_external_identities PRIMARY KEY (id), 
	CONSTRAINT fk_external_identities_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_external_identities_issuer_subject UNIQUE (issuer, subject)
);
CREATE INDEX ix_external_identities_user_id ON external_identities (user_id);
CREATE TABLE recovery_codes (
	id VARCHAR(40) NOT NULL, 
	user_id VARCHAR(40) NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	used_ms BIGINT, 
	CONSTRAINT pk_recovery_codes PRIMARY KEY (id), 
	CONSTRAINT fk_recovery_codes_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_recovery_codes_user_id_code_hash UNIQUE (user_id, code_hash)
);
CREATE TABLE second_factors (
	user_id VARCHAR(40) NOT NULL, 
	sealed TEXT NOT NULL, 
	last_step BIGINT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	confirmed_ms BIGINT, 
	CONSTRAINT pk_second_factors PRIMARY KEY (user_id), 
	CONSTRAINT fk_second_factors_user_id_users FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE TABLE "one_time_tokens" (
	id VARCHAR(40) NOT NULL, 
	purpose VARCHAR(64) NOT NULL, 
	user_id VARCHAR(40), 
	token_hash VARCHAR(64) NOT NULL, 
	detail TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	used_ms BIGINT, 
	CONSTRAINT pk_one_time_tokens PRIMARY KEY (id), 
	CONSTRAINT fk_one_time_tokens_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_one_time_tokens_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_one_time_tokens_user_id ON one_time_tokens (user_id);
CREATE TABLE coupons (
	code VARCHAR(64) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	basis_points BIGINT NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	applies_to VARCHAR(64) NOT NULL, 
	periods BIGINT, 
	plans JSON NOT NULL, 
	credit_days BIGINT, 
	max_redemptions BIGINT, 
	redeemed BIGINT NOT NULL, 
	expires_ms BIGINT, 
	created_ms BIGINT NOT NULL, 
	archived_ms BIGINT, 
	CONSTRAINT pk_coupons PRIMARY KEY (code)
);
CREATE TABLE provider_events (
	provider VARCHAR(64) NOT NULL, 
	event_ref VARCHAR(200) NOT NULL, 
	kind VARCHAR(200) NOT NULL, 
	received_ms BIGINT NOT NULL, 
	CONSTRAINT pk_provider_events PRIMARY KEY (provider, event_ref)
);
CREATE TABLE coupon_redemptions (
	id VARCHAR(40) NOT NULL, 
	coupon_code VARCHAR(64) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	subscription_id VARCHAR(40) NOT NULL, 
	start_ms BIGINT NOT NULL, 
	redeemed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_coupon_redemptions PRIMARY KEY (id), 
	CONSTRAINT fk_coupon_redemptions_coupon_code_coupons FOREIGN KEY(coupon_code) REFERENCES coupons (code), 
	CONSTRAINT fk_coupon_redemptions_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_coupon_redemptions_organization_id_coupon_code UNIQUE (organization_id, coupon_code)
);
CREATE INDEX ix_coupon_redemptions_subscription_id ON coupon_redemptions (subscription_id);
CREATE TABLE notices (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	severity VARCHAR(64) NOT NULL, 
	details JSON NOT NULL, 
	link VARCHAR(200) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	read_ms BIGINT, 
	CONSTRAINT pk_notices PRIMARY KEY (id), 
	CONSTRAINT fk_notices_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_notices_organization_id_key UNIQUE (organization_id, "key")
);
CREATE INDEX ix_notices_organization_id_id ON notices (organization_id, id);
CREATE TABLE payment_attempts (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	provider VARCHAR(64) NOT NULL, 
	request_key VARCHAR(200), 
	method_ref VARCHAR(200) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	reference VARCHAR(200) NOT NULL, 
	client_secret VARCHAR(200) NOT NULL, 
	reason TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_payment_attempts PRIMARY KEY (id), 
	CONSTRAINT fk_payment_attempts_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_payment_attempts_organization_id_request_key UNIQUE (organization_id, request_key)
);
CREATE INDEX ix_payment_attempts_invoice_id ON payment_attempts (invoice_id);
CREATE INDEX ix_payment_attempts_state_created_ms ON payment_attempts (state, created_ms);
CREATE TABLE payment_methods (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	provider VARCHAR(64) NOT NULL, 
	customer_ref VARCHAR(200) NOT NULL, 
	method_ref VARCHAR(200) NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	created_ms BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_payment_methods PRIMARY KEY (id), 
	CONSTRAINT fk_payment_methods_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_payment_methods_organization_id_provider UNIQUE (organization_id, provider)
);
CREATE TABLE wallets (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	balance_micros BIGINT NOT NULL, 
	debt_micros BIGINT NOT NULL, 
	overdraft_micros BIGINT NOT NULL, 
	prepaid BOOLEAN NOT NULL, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_wallets PRIMARY KEY (id), 
	CONSTRAINT fk_wallets_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_wallets_organization_id_currency UNIQUE (organization_id, currency)
);
CREATE TABLE webhook_endpoints (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	url VARCHAR(2000) NOT NULL, 
	kinds JSON NOT NULL, 
	created_ms BIGINT NOT NULL, 
	disabled_ms BIGINT, 
	CONSTRAINT pk_webhook_endpoints PRIMARY KEY (id), 
	CONSTRAINT fk_webhook_endpoints_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id)
);
CREATE INDEX ix_webhook_endpoints_organization_id ON webhook_endpoints (organization_id);
CREATE TABLE credit_lots (
	id VARCHAR(40) NOT NULL, 
	wallet_id VARCHAR(40) NOT NULL, 
	paid BOOLEAN NOT NULL, 
	original_micros BIGINT NOT NULL, 
	left_micros BIGINT NOT NULL, 
	expires_ms BIGINT, 
	created_ms BIGINT NOT NULL, 
	CONSTRAINT pk_credit_lots PRIMARY KEY (id), 
	CONSTRAINT fk_credit_lots_wallet_id_wallets FOREIGN KEY(wallet_id) REFERENCES wallets (id)
);
CREATE INDEX ix_credit_lots_expires_ms ON credit_lots (expires_ms);
CREATE INDEX ix_credit_lots_wallet_id_left_micros ON credit_lots (wallet_id, left_micros);
CREATE TABLE deliveries (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	notice_id VARCHAR(40) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	target VARCHAR(2000) NOT NULL, 
	locale VARCHAR(64) NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	tries BIGINT NOT NULL, 
	error TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	next_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_deliveries_notice_id_notices FOREIGN KEY(notice_id) REFERENCES notices (id)
);
CREATE INDEX ix_deliveries_ended_ms_next_ms ON deliveries (ended_ms, next_ms);
CREATE INDEX ix_deliveries_organization_id_id ON deliveries (organization_id, id);
CREATE TABLE wallet_transfers (
	id VARCHAR(40) NOT NULL, 
	wallet_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	balance_micros BIGINT NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	actor_id VARCHAR(40) NOT NULL, 
	note TEXT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_wallet_transfers PRIMARY KEY (id), 
	CONSTRAINT fk_wallet_transfers_wallet_id_wallets FOREIGN KEY(wallet_id) REFERENCES wallets (id), 
	CONSTRAINT uq_wallet_transfers_key UNIQUE ("key")
);
CREATE INDEX ix_wallet_transfers_invoice_id ON wallet_transfers (invoice_id);
CREATE INDEX ix_wallet_transfers_wallet_id_id ON wallet_transfers (wallet_id, id);
CREATE TABLE dunning_cases (
	invoice_id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	opened_ms BIGINT NOT NULL, 
	step BIGINT NOT NULL, 
	next_ms BIGINT NOT NULL, 
	closed_ms BIGINT, 
	CONSTRAINT pk_dunning_cases PRIMARY KEY (invoice_id), 
	CONSTRAINT fk_dunning_cases_invoice_id_invoices FOREIGN KEY(invoice_id) REFERENCES invoices (id)
);
CREATE INDEX ix_dunning_cases_closed_ms_next_ms ON dunning_cases (closed_ms, next_ms);
CREATE INDEX ix_dunning_cases_organization_id ON dunning_cases (organization_id);
CREATE TABLE ledger_entries (
	id VARCHAR(40) NOT NULL, 
	transfer_id VARCHAR(40) NOT NULL, 
	wallet_id VARCHAR(40) NOT NULL, 
	account VARCHAR(64) NOT NULL, 
	lot_id VARCHAR(40) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	CONSTRAINT pk_ledger_entries PRIMARY KEY (id), 
	CONSTRAINT fk_ledger_entries_transfer_id_wallet_transfers FOREIGN KEY(transfer_id) REFERENCES wallet_transfers (id)
);
CREATE INDEX ix_ledger_entries_transfer_id ON ledger_entries (transfer_id);
CREATE INDEX ix_ledger_entries_wallet_id_account ON ledger_entries (wallet_id, account);
CREATE TABLE search_documents (
	id BIGINT NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	ref VARCHAR(40) NOT NULL, 
	part BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	keywords TEXT NOT NULL, 
	author VARCHAR(254) NOT NULL, 
	owner VARCHAR(8) NOT NULL, 
	pairs TEXT NOT NULL, 
	CONSTRAINT pk_search_documents PRIMARY KEY (id), 
	CONSTRAINT uq_search_documents_kind_ref_part_organization_id UNIQUE (kind, ref, part, organization_id)
);
CREATE INDEX ix_search_documents_organization_id_id ON search_documents (organization_id, id);
CREATE TABLE search_log_positions (
	attempt_id VARCHAR(40) NOT NULL, 
	"offset" BIGINT NOT NULL, 
	part BIGINT NOT NULL, 
	is_done BOOLEAN NOT NULL, 
	CONSTRAINT pk_search_log_positions PRIMARY KEY (attempt_id)
);
CREATE INDEX ix_search_log_positions_waiting ON search_log_positions (attempt_id) WHERE is_done = 0;
CREATE VIRTUAL TABLE search_words USING fts5(
        title, body, keywords, author, owner,
        content='search_documents', content_rowid='id', tokenize='trigram');
CREATE VIRTUAL TABLE search_pairs USING fts5(
        pairs, owner, content='search_documents', content_rowid='id', detail=none,
        tokenize="unicode61 remove_diacritics 0");
CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN
        INSERT INTO search_words(rowid, title, body, keywords, author, owner)
        VALUES (new.id, new.title, new.body, new.keywords, new.author, new.owner);
        INSERT INTO search_pairs(rowid, pairs, owner) VALUES (new.id, new.pairs, new.owner); END;
CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN
        INSERT INTO search_words(search_words, rowid, title, body, keywords, author, owner)
        VALUES ('delete', old.id, old.title, old.body, old.keywords, old.author, old.owner);
        INSERT INTO search_pairs(search_pairs, rowid, pairs, owner)
        VALUES ('delete', old.id, old.pairs, old.owner); END;
CREATE TABLE measured_work (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	work VARCHAR(64) NOT NULL, 
	chip_kind VARCHAR(64) NOT NULL, 
	attempt_id VARCHAR(40) NOT NULL, 
	chip_ms BIGINT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_measured_work PRIMARY KEY (id), 
	CONSTRAINT uq_measured_work_attempt_id UNIQUE (attempt_id)
);
CREATE INDEX ix_measured_work_organization_id_work ON measured_work (organization_id, work);
CREATE TABLE pool_windows (
	id VARCHAR(40) NOT NULL, 
	kind VARCHAR(64) NOT NULL, 
	nodes JSON NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	chips BIGINT NOT NULL, 
	chip_kind VARCHAR(64) NOT NULL, 
	from_ms BIGINT NOT NULL, 
	until_ms BIGINT, 
	text TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_pool_windows PRIMARY KEY (id)
);
CREATE INDEX ix_pool_windows_ended_ms ON pool_windows (ended_ms);
CREATE TABLE pool_quotas (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	project_id VARCHAR(40) NOT NULL, 
	chip_kind VARCHAR(64) NOT NULL, 
	chips BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_pool_quotas PRIMARY KEY (id), 
	CONSTRAINT fk_pool_quotas_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_pool_quotas_organization_id_project_id_chip_kind UNIQUE (organization_id, project_id, chip_kind)
);
CREATE TABLE pool_shares (
	organization_id VARCHAR(40) NOT NULL, 
	weight_percent BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_pool_shares PRIMARY KEY (organization_id), 
	CONSTRAINT fk_pool_shares_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id)
);
CREATE TABLE pool_policy (
	id VARCHAR(40) NOT NULL, 
	min_run_ms BIGINT NOT NULL, 
	half_life_ms BIGINT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	CONSTRAINT pk_pool_policy PRIMARY KEY (id)
);
CREATE TABLE refunds (
	id VARCHAR(40) NOT NULL, 
	organization_id VARCHAR(40) NOT NULL, 
	invoice_id VARCHAR(40) NOT NULL, 
	credit_note_id VARCHAR(40) NOT NULL, 
	payment_id VARCHAR(40) NOT NULL, 
	provider VARCHAR(64) NOT NULL, 
	request_key VARCHAR(200) NOT NULL, 
	currency VARCHAR(64) NOT NULL, 
	amount_micros BIGINT NOT NULL, 
	state VARCHAR(64) NOT NULL, 
	reference VARCHAR(200) NOT NULL, 
	reason TEXT NOT NULL, 
	created_ms BIGINT NOT NULL, 
	ended_ms BIGINT, 
	CONSTRAINT pk_refunds PRIMARY KEY (id), 
	CONSTRAINT fk_refunds_invoice_id_invoices FOREIGN KEY(invoice_id) REFERENCES invoices (id), 
	CONSTRAINT fk_refunds_credit_note_id_credit_notes FOREIGN KEY(credit_note_id) REFERENCES credit_notes (id), 
	CONSTRAINT fk_refunds_payment_id_payments FOREIGN KEY(payment_id) REFERENCES payments (id), 
	CONSTRAINT uq_refunds_organization_id_request_key_payment_id UNIQUE (organization_id, request_key, payment_id)
);
CREATE INDEX ix_refunds_invoice_id ON refunds (invoice_id);
CREATE INDEX ix_refunds_state_created_ms ON refunds (state, created_ms);
CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents BEGIN
        INSERT INTO search_words(search_words, rowid, title, body, keywords, author, owner)
        VALUES ('delete', old.id, old.title, old.body, old.keywords, old.author, old.owner);
        INSERT INTO search_pairs(search_pairs, rowid, pairs, owner)
        VALUES ('delete', old.id, old.pairs, old.owner);
        INSERT INTO search_words(rowid, title, body, keywords, author, owner)
        VALUES (new.id, new.title, new.body, new.keywords, new.author, new.owner);
        INSERT INTO search_pairs(rowid, pairs, owner) VALUES (new.id, new.pairs, new.owner); END;
INSERT INTO alembic_version VALUES ('0020');
